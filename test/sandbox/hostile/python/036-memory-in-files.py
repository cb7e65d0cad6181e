# Files in a file system made of memory, so that no process owns what is used.
# expect: ok | runtime_error | memory_exceeded
# limits: wall_ms=4000 cpu_ms=3000 memory_mb=64 disk_mb=16
written = 0
refused = 0
for folder in ('/work', '/tmp', '/dev/shm', '/run', '/var/tmp', '/dev'):
    try:
        with open(folder + '/hoard', 'wb', buffering=0) as file:
            for _ in range(300):
                file.write(b'm' * 1_000_000)
                written += 1
    except OSError:
        refused += 1
print('refused', refused, 'after', written)
if written > 60:
    print('ESCAPED:', written, 'MB in files')
