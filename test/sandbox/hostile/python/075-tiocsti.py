# Types commands into the terminal somebody else sits at.
# expect: ok
# stdout: refused
import fcntl, struct

for descriptor in range(5):
    for request in (0x5412, 0x15412 & 0xffffffff, 0x541C):
        try:
            fcntl.ioctl(descriptor, request, b'x')
            print('ESCAPED: typed into', descriptor)
        except (OSError, ValueError) as error:
            print('refused', error)
