# One operation on integers that takes minutes.
# expect: timeout | memory_exceeded
# limits: wall_ms=1000 cpu_ms=500
print(len(str(7 ** (7 ** 12))))
