# Another name for a file one may not write to.
# expect: ok
# stdout: refused
import os, sys

for source in (sys.executable, '/usr/bin/python3', '/work/main.py', '@CANARY_FILE@', '/etc/passwd', os.__file__):
    for target in ('/work/linked', '/tmp/linked'):
        try:
            os.link(source, target)
            with open(target, 'ab') as file:
                file.write(b'\n')
            os.unlink(target)
            print('linked', source)
        except OSError as error:
            print('refused', error.errno)
