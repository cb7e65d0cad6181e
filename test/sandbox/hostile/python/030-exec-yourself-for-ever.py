# Replaces itself by itself: the process id stays, the program begins anew each time.
# expect: timeout | runtime_error | ok
# limits: wall_ms=1200 cpu_ms=700
import os, sys

try:
    os.execv(sys.executable, [sys.executable, '-I', '-S', '/work/main.py'])
except OSError as error:
    print('refused', error.errno)
