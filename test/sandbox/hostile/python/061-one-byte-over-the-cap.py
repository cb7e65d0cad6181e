# One byte more is not, however it ends.
# expect: output_exceeded
# truncated
# limits: output_bytes=10000
import sys

sys.stdout.write('x' * 10_001)
