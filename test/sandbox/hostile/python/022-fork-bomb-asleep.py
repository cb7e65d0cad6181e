# Forks as many sleepers as it is given; says how many it got.
# expect: ok | runtime_error | timeout | memory_exceeded
# stdout: refused
# limits: wall_ms=1500
import os, time

made = 0
while made < 2000:
    try:
        if os.fork() == 0:
            time.sleep(3600)
            os._exit(0)
    except OSError as error:
        print('refused', error.errno, 'after', made, flush=True)
        break
    made += 1
else:
    print('ESCAPED: 2000 processes')
os._exit(0)
