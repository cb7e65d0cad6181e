# As many steps up as there are, from every folder.
# expect: ok
# stdout: refused
import os

for start in ('/work', '/tmp', '/usr/lib', '.'):
    for depth in range(1, 30):
        path = start + '/..' * depth + '@CANARY_FILE@'
        try:
            descriptor = os.open(path, os.O_RDONLY)
            print('ESCAPED:', os.read(descriptor, 100))
        except OSError as error:
            last = error.errno
print('refused', last)
