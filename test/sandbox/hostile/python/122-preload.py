# A library that is loaded into every child; there is no other child than its own.
# expect: ok
# stdout: refused
import os, subprocess, sys

os.environ.update(LD_PRELOAD='@CANARY_FILE@', LD_LIBRARY_PATH='/work', LD_AUDIT='/work/audit.so', PYTHONPATH='/work', PYTHONSTARTUP='/work/start.py', PATH='/work:/tmp')
try:
    answer = subprocess.run([sys.executable, '-c', 'print(open("/etc/shadow").read())'], capture_output=True, text=True)
    print('ESCAPED' if answer.returncode == 0 and answer.stdout else 'refused', answer.stderr[-60:])
except OSError as error:
    print('refused', error.errno)
