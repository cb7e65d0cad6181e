# Bytes of no sense to every descriptor above the standard ones.
# expect: ok | runtime_error | output_exceeded
# stdout: written to
# no-value
import os

written = []
for descriptor in range(3, 64):
    try:
        os.set_blocking(descriptor, False)
        os.write(descriptor, b'\xff\x00{"status":"ok"}\n' * 64)
        written.append(descriptor)
    except OSError:
        pass
print('written to', written)
