# Takes no MemoryError for an answer and goes on asking.
# expect: memory_exceeded | timeout
# limits: wall_ms=1500 cpu_ms=1000 memory_mb=64
hoard = []
while True:
    try:
        hoard.append(bytearray(b'x') * 100_000)
    except MemoryError:
        pass
