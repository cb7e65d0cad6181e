# The same where temporary files go, as one file.
# expect: ok | runtime_error
# stdout-not: ESCAPED
# limits: wall_ms=4000 cpu_ms=3000 disk_mb=8
import os, signal, tempfile

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
written = 0
try:
    file = tempfile.TemporaryFile(buffering=0)
    while written < 2000:
        count = file.write(b't' * 1_000_000)
        written += 1
    print('ESCAPED: 2 GB in', tempfile.gettempdir())
except OSError as error:
    print('refused', error.errno, 'after', written, 'MB')
