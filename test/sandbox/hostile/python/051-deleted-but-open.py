# Files without a name still take space.
# expect: ok | runtime_error
# stdout-not: ESCAPED
# limits: wall_ms=4000 cpu_ms=3000 disk_mb=8
import os

held, written = [], 0
try:
    while written < 500:
        descriptor = os.open(f'/tmp/ghost{written}', os.O_CREAT | os.O_WRONLY)
        os.unlink(f'/tmp/ghost{written}')
        os.write(descriptor, b'g' * 1_000_000)
        held.append(descriptor)
        written += 1
    print('ESCAPED: 500 MB without a name')
except OSError as error:
    print('refused', error.errno, 'after', written)
