# One block far larger than the limit, touched page by page.
# expect: memory_exceeded
# limits: wall_ms=4000 cpu_ms=3000 memory_mb=64
block = bytearray(3 * 1024 ** 3)
for index in range(0, len(block), 4096):
    block[index] = 1
print('ESCAPED: 3 GB')
