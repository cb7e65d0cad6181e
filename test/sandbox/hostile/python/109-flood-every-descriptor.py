# A report without end, so that whoever keeps it runs out of memory.
# expect: output_exceeded | timeout | runtime_error | ok
# no-value
# limits: wall_ms=1500 cpu_ms=1000
import os, time

for descriptor in range(3, 64):
    try:
        os.set_blocking(descriptor, False)
    except OSError:
        pass
end = time.monotonic() + 0.7
while time.monotonic() < end:
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b'x' * 65536)
        except OSError:
            pass
