# Every process forks and burns.
# expect: timeout | runtime_error | memory_exceeded
# limits: wall_ms=1200 cpu_ms=600
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
