# A file that claims to have a terabyte, and a byte at its end.
# expect: ok | runtime_error
# stdout-not: ESCAPED
import os, signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with open('/work/sparse', 'wb') as file:
        file.truncate(1 << 40)
        file.seek((1 << 40) - 1)
        file.write(b'x')
        file.flush()
    print('blocks', os.stat('/work/sparse').st_blocks)
    if os.stat('/work/sparse').st_blocks * 512 > 64 << 20:
        print('ESCAPED: a terabyte')
except OSError as error:
    print('refused', error.errno)
