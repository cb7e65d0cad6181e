# Floods past the library: copies a file to the output inside the kernel.
# expect: output_exceeded | ok | runtime_error
# limits: wall_ms=4000 cpu_ms=3000
import os

with open('/tmp/load', 'wb') as file:
    file.write(b's' * 1_000_000)
source = os.open('/tmp/load', os.O_RDONLY)
try:
    while True:
        os.sendfile(1, source, 0, 1_000_000)
except OSError as error:
    print('refused', error.errno)
