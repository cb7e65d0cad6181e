# Opens files until the system says no; the limit must be the sandbox's, not the machine's.
# expect: ok
# stdout: refused
import os

held = []
try:
    while len(held) < 100_000:
        held.append(os.open('/dev/null', os.O_RDONLY))
    print('ESCAPED: 100000 descriptors')
except OSError as error:
    os.write(1, b'refused %d after %d\n' % (error.errno, len(held)))
os._exit(0)
