# Four children burn while the parent only waits: the limit is of the tree, not of one process.
# expect: timeout
# limits: wall_ms=2500 cpu_ms=600
import os

for _ in range(4):
    if os.fork() == 0:
        while True:
            pass
try:
    os.wait()
except ChildProcessError:
    pass
os.wait()
