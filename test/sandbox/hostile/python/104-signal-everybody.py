# Signals to the first process, to all, to the parent, to ids the host knows.
# expect: runtime_error | timeout | ok
# limits: wall_ms=1500
import os, signal

for target in (1, @RUNNER_PID@, os.getppid()):
    for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
        try:
            os.kill(target, number)
            print('sent', target, number, flush=True)
        except OSError as error:
            print('refused', error.errno, flush=True)
try:
    os.kill(-1, signal.SIGKILL)
except OSError as error:
    print('refused', error.errno)
