# Shared memory belongs to nobody's heap; where it is a file system it must be bounded too.
# expect: memory_exceeded | runtime_error | ok
# limits: wall_ms=4000 cpu_ms=3000 memory_mb=64
try:
    from multiprocessing import shared_memory

    blocks = []
    for _ in range(200):
        block = shared_memory.SharedMemory(create=True, size=2_000_000)
        block.buf[:] = b'x' * len(block.buf)
        blocks.append(block)
    print('ESCAPED: 400 MB of shared memory')
except (ImportError, OSError, MemoryError) as error:
    print('refused', error)
