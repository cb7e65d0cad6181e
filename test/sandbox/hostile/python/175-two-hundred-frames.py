# A frame of two megabytes for every letter there is, so that whoever keeps them runs out of memory.
# expect: ok | runtime_error | output_exceeded | memory_exceeded | timeout
# no-value
# limits: wall_ms=3000 cpu_ms=2000
import os

for letter in list(range(65, 91)) + list(range(0, 256)):
    view = memoryview(bytes([letter]) + (2_000_000).to_bytes(4, 'big') + b'f' * 2_000_000)
    while view:
        view = view[os.write(4, view):]
