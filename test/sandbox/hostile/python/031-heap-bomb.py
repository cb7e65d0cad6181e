# A list that grows without end.
# expect: memory_exceeded
# limits: wall_ms=4000 cpu_ms=3000 memory_mb=64
hoard = []
while True:
    hoard.append(bytes(1_000_000))
