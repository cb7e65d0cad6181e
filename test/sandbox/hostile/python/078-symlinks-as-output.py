# Leaves symbolic links where files were expected, for whoever collects them.
# expect: ok
# stdout: planted
import os

for name, target in (('out.txt', '/etc/shadow'), ('up', '../../../..'), ('canary', '@CANARY_FILE@'), ('loop', 'loop'), ('self', '/proc/self/root')):
    os.symlink(target, '/work/' + name)
try:
    os.unlink('/work/main.py')
    os.symlink('@CANARY_FILE@', '/work/main.py')
except OSError as error:
    print('refused', error.errno)
try:
    print('ESCAPED:', open('/work/canary').read())
except OSError as error:
    print('refused', error.errno)
print('planted')
