# Changes the reference count and the type of objects in memory.
# expect: runtime_error | ok
try:
    import ctypes
except ImportError:
    print('refused: no ctypes')
    raise SystemExit
victim = object()
ctypes.c_size_t.from_address(id(victim) + 8).value = 0x4141414141414141
print(victim)
