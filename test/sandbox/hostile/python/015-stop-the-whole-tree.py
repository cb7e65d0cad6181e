# Stops every process it can reach, itself last.
# expect: timeout | runtime_error
# limits: wall_ms=900
import os, signal

for _ in range(5):
    if os.fork() == 0:
        signal.pause()
try:
    os.kill(-1, signal.SIGSTOP)
except OSError:
    pass
os.killpg(0, signal.SIGSTOP)
print('went on')
