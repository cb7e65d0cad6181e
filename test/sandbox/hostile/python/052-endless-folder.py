# A path so deep that cleaning up by name or by recursion stumbles over it.
# expect: ok | timeout | memory_exceeded | runtime_error
# limits: wall_ms=2000 cpu_ms=1500 memory_mb=64
import os

depth = 0
os.chdir('/tmp')
try:
    while depth < 20_000:
        os.mkdir('d' * 200)
        os.chdir('d' * 200)
        depth += 1
    print('dug', depth)
except OSError as error:
    print('refused', error.errno, 'at', depth)
