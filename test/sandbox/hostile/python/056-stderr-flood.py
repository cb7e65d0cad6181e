# The same on the other stream.
# expect: output_exceeded
# truncated
# limits: wall_ms=5000 cpu_ms=4000
import sys

while True:
    sys.stderr.write('flood' * 100)
