# Both at once, from two processes.
# expect: output_exceeded
# truncated
# limits: wall_ms=5000 cpu_ms=4000
import os

stream = 1 if os.fork() else 2
while True:
    os.write(stream, b'f' * 8192)
