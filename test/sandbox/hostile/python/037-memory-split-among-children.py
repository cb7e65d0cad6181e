# Each child stays below the limit; together they are far above it.
# expect: memory_exceeded | runtime_error
# limits: wall_ms=4000 cpu_ms=3000 memory_mb=64
import os, sys, time

children = []
for _ in range(6):
    child = os.fork()
    if child == 0:
        try:
            hoard = bytearray(b'h') * (40 * 1024 * 1024)
        except MemoryError:
            os._exit(9)
        time.sleep(0.7)
        os._exit(0)
    children.append(child)
ended = [os.waitpid(child, 0)[1] for child in children]
if not any(ended):
    print('ESCAPED: 240 MB in six pieces')
sys.exit(1)
