# Executable memory with code of its own: allowed, as a just-in-time compiler needs it, but the calls it makes are still filtered.
# expect: ok | runtime_error
# stdout: refused
import mmap, platform

try:
    import ctypes
except ImportError:
    print('refused: no ctypes')
    raise SystemExit
if platform.machine() != 'x86_64':
    print('refused: another machine')
    raise SystemExit
try:
    area = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
except OSError as error:
    print('refused', error.errno)
    raise SystemExit
area.write(bytes.fromhex('b865000000bf10000000be0100000031d20f05c3'))
function = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(area)))
answer = function()
print('refused' if answer < 0 else 'ESCAPED: traced', answer)
