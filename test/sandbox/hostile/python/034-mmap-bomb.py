# Anonymous memory straight from the kernel.
# expect: memory_exceeded | runtime_error | ok
# stdout-not: ESCAPED
# limits: wall_ms=4000 cpu_ms=3000 memory_mb=64
import mmap

maps = []
try:
    for _ in range(400):
        area = mmap.mmap(-1, 1024 * 1024)
        for page in range(0, 1024 * 1024, 4096):
            area[page] = 1
        maps.append(area)
    print('ESCAPED: 400 MB')
except (OSError, MemoryError, ValueError) as error:
    print('refused', error)
