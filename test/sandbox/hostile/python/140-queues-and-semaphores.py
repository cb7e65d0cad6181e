# Objects of the kernel that outlive their maker if the namespace is shared.
# expect: ok
# stdout: looked
import os

try:
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    for key in range(0x4c450000, 0x4c450010):
        for call in ((lambda: library.shmget(key, 4096, 0o1666)), (lambda: library.semget(key, 1, 0o1666)), (lambda: library.msgget(key, 0o1666))):
            print('made' if call() >= 0 else 'refused', ctypes.get_errno())
    held = 0
    while held < 1000 and library.shmget(0, 1 << 20, 0o1600) >= 0:
        held += 1
    print('segments', held)
except ImportError:
    pass
print('looked')
