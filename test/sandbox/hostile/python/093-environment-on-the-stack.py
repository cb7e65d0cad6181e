# The environment a process was started with stays on its stack, whatever was unset later.
# expect: ok
# stdout: looked
try:
    import ctypes

    address = ctypes.c_void_p.in_dll(ctypes.CDLL(None), 'environ').value
    found = b''
    pointer = ctypes.cast(address, ctypes.POINTER(ctypes.c_char_p))
    index = 0
    while pointer[index]:
        found += pointer[index] + b'\n'
        index += 1
    for word in (b'@ENV_NAME@', b'SECRET', b'LECTERN', b'TOKEN'):
        if word in found:
            print('ESCAPED:', found)
except ImportError:
    pass
print('looked')
