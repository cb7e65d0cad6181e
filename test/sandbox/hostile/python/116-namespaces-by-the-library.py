# New namespaces, through whatever the library has, else by numbers.
# expect: ok
# stdout: refused
import os

try:
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
except ImportError:
    library = None
for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x8000000, 0x4000000, 0x2000000, 0x10020000):
    try:
        if hasattr(os, 'unshare'):
            os.unshare(flag)
            print('ESCAPED: unshared', hex(flag))
        elif library and library.unshare(flag) == 0:
            print('ESCAPED: unshared', hex(flag))
        else:
            print('refused', ctypes.get_errno() if library else 'no way')
    except OSError as error:
        print('refused', error.errno)
