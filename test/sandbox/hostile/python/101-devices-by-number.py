# Makes the nodes that are missing.
# expect: ok
# stdout: refused
import os, stat

for kind, major, minor in ((stat.S_IFCHR, 1, 1), (stat.S_IFCHR, 1, 3), (stat.S_IFBLK, 8, 0), (stat.S_IFBLK, 254, 0), (stat.S_IFCHR, 10, 229), (stat.S_IFCHR, 5, 0)):
    for folder in ('/work', '/tmp', '/dev'):
        try:
            os.mknod(folder + '/node', kind | 0o666, os.makedev(major, minor))
            os.open(folder + '/node', os.O_RDWR)
            print('ESCAPED: made', major, minor)
        except OSError as error:
            print('refused', error.errno)
