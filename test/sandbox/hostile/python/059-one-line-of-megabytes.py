# A single line without an end of line.
# expect: output_exceeded
# truncated
# limits: wall_ms=5000 cpu_ms=3000
import os

line = memoryview(b'l' * 10_000_000)
while line:
    line = line[os.write(1, line):]
