# Makes a program that would run as somebody else, and looks for those that do.
# expect: ok
# stdout: refused
import os, shutil, subprocess, sys

try:
    shutil.copy(sys.executable, '/tmp/root')
    os.chown('/tmp/root', 0, 0)
    os.chmod('/tmp/root', 0o6755)
    print('ESCAPED: owned by root')
except OSError as error:
    print('refused', error.errno)
for path in ('/usr/bin/su', '/usr/bin/sudo', '/usr/bin/passwd', '/usr/bin/mount', '/usr/bin/newgrp', '/usr/bin/bwrap', '/usr/bin/unshare', '/usr/bin/nsenter'):
    try:
        answer = subprocess.run([path, '--version'], capture_output=True, timeout=2)
        print('there is', path, answer.returncode)
    except OSError as error:
        print('refused', error.errno)
