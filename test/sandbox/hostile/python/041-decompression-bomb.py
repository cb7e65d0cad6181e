# A megabyte which becomes a gigabyte.
# expect: memory_exceeded
# limits: wall_ms=5000 cpu_ms=4000 memory_mb=64
import zlib

pump = zlib.compressobj(9)
small = b''.join(pump.compress(bytes(1_000_000)) for _ in range(200)) + pump.flush()
print(len(zlib.decompress(small)))
