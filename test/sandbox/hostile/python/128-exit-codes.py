# A number that is no exit code.
# expect: runtime_error
import sys

sys.exit(-(10 ** 30))
