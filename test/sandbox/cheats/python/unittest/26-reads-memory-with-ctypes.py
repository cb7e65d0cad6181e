import ctypes

libc = ctypes.CDLL(None)
buffer = ctypes.string_at(id(object()), 1 << 20)


def add(a, b):
    return None


count = apply = add
