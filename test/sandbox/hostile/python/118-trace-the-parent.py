# Attaches to the processes around it and reads their memory.
# expect: ok
# stdout: refused
import os

try:
    import ctypes
except ImportError:
    print('refused: no ctypes')
    raise SystemExit
library = ctypes.CDLL(None, use_errno=True)
for pid in (1, os.getppid(), 2, @RUNNER_PID@):
    for request in (16, 0x4206):
        if pid != os.getpid() and library.ptrace(request, pid, 0, 0) == 0:
            print('ESCAPED: attached to', pid)
        else:
            print('refused', ctypes.get_errno())


class Part(ctypes.Structure):
    _fields_ = [('base', ctypes.c_void_p), ('length', ctypes.c_size_t)]


room = ctypes.create_string_buffer(64)
here, there = Part(ctypes.addressof(room), 64), Part(id(Part), 64)
for pid in (1, os.getppid()):
    if library.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
        print('ESCAPED: read', pid)
    else:
        print('refused', ctypes.get_errno())
