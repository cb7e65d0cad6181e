# A terminal to steal, or one of its own to inject into.
# expect: ok
# stdout: refused
import os

for path in ('/dev/tty', '/dev/console', '/dev/tty0', '/dev/pts/0', '/dev/pts/1'):
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY)
        os.write(descriptor, b'@MARK@\n')
        print('ESCAPED: wrote to', path)
    except OSError as error:
        print('refused', error.errno)
try:
    print('ESCAPED:', os.openpty())
except OSError as error:
    print('refused', error.errno)
