# Reserves the space without writing a byte.
# expect: ok | runtime_error
# stdout: refused
import os, signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for folder in ('/work', '/tmp'):
    try:
        descriptor = os.open(folder + '/reserved', os.O_CREAT | os.O_RDWR)
        os.posix_fallocate(descriptor, 0, 4 << 30)
        print('ESCAPED: 4 GB in', folder)
    except OSError as error:
        print('refused', error.errno)
