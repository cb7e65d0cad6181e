# As much as is allowed is allowed.
# expect: ok
# whole
# limits: output_bytes=10000
import sys

sys.stdout.write('x' * 10_000)
