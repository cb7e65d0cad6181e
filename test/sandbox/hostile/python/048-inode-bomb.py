# Empty files weigh nothing, but each needs an inode.
# expect: ok | timeout | memory_exceeded | runtime_error
# limits: wall_ms=2500 cpu_ms=2000 memory_mb=64 disk_mb=8
import os

made = 0
try:
    while made < 400_000:
        os.close(os.open(f'/tmp/{made}', os.O_CREAT | os.O_WRONLY))
        made += 1
    print('ESCAPED: 400000 files')
except OSError as error:
    print('refused', error.errno, 'after', made)
