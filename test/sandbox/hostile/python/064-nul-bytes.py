# NUL is text to JSON, and nothing a database would keep.
# expect: ok
# stdout: before
# stdout: after
import sys

print('before\0\0\0after')
print('\0' * 1000, file=sys.stderr)
