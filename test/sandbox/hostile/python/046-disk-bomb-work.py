# Fills the folder it may write to.
# expect: ok
# stdout: refused
# limits: wall_ms=4000 cpu_ms=3000 disk_mb=8
import os

written = 0
try:
    while written < 2000:
        with open(f'/work/part{written // 4}', 'ab', buffering=0) as file:
            file.write(b'd' * 1_000_000)
        written += 1
    print('ESCAPED: 2 GB')
except OSError as error:
    print('refused', error.errno, 'after', written, 'MB')
