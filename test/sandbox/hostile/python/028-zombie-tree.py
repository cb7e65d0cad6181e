# A tree of children nobody waits for, then a good ending.
# expect: ok
# stdout: planted
import os

for _ in range(10):
    try:
        if os.fork() == 0:
            try:
                os.fork()
            except OSError:
                pass
            os._exit(0)
    except OSError:
        break
print('planted', flush=True)
os._exit(0)
