# Reads from nowhere.
# expect: runtime_error
# stdout-not: ESCAPED
try:
    import ctypes

    ctypes.string_at(0)
except ImportError:
    import os

    os.abort()
print('ESCAPED: alive')
