# A few kilobytes which become more than there may be.
# expect: memory_exceeded
# limits: wall_ms=9000 cpu_ms=4000 memory_mb=64
import zlib

pump = zlib.compressobj(1)
small = b''.join(pump.compress(bytes(1_000_000)) for _ in range(120)) + pump.flush()
print(len(zlib.decompress(small)))
