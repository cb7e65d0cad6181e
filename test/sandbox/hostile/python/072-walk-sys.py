# Lists what the kernel tells about machine and groups.
# expect: ok
# stdout: refused
import os

for top in ('/sys', '/sys/fs/cgroup', '/sys/kernel/debug', '/sys/class/net', '/proc', '/var', '/home', '/root', '/opt', '/srv', '/mnt', '/media'):
    try:
        names = os.listdir(top)
        print('ESCAPED:' if names else 'empty', top, names[:5])
    except OSError as error:
        print('refused', error.errno, top)
