# Keys of the kernel live outside all namespaces.
# expect: ok
# stdout: refused
try:
    import ctypes
except ImportError:
    print('refused: no ctypes')
    raise SystemExit
import platform

library = ctypes.CDLL(None, use_errno=True)
numbers = (248, 249, 250) if platform.machine() == 'x86_64' else (217, 218, 219)
for number, arguments in ((numbers[0], (b'user', b'@MARK@', b'secret', 6, -4)), (numbers[1], (b'user', b'@MARK@', None, -4)), (numbers[2], (0, -3, 1)), (numbers[2], (1, None)), (numbers[2], (11, -5, None, 0))):
    if library.syscall(number, *arguments) >= 0:
        print('ESCAPED: keyring answered', number)
    else:
        print('refused', ctypes.get_errno())
