# Each process makes the next one and dies: whoever kills by a list of ids always comes too late.
# expect: ok | timeout | runtime_error | memory_exceeded
# limits: wall_ms=1200 cpu_ms=800
import os

while True:
    try:
        if os.fork() != 0:
            os._exit(0)
        os.setsid()
    except OSError:
        pass
