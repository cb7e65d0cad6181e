# Devices by their names.
# expect: ok
# stdout: refused
import os

harmless = {'null', 'zero', 'full', 'random', 'urandom', 'fd', 'stdin', 'stdout', 'stderr', 'core', 'shm', 'pts', 'tty', 'ptmx', 'console'}
for name in sorted(os.listdir('/dev') if os.path.isdir('/dev') else []):
    if name not in harmless:
        print('ESCAPED: there is /dev/' + name)
for name in ('fuse', 'kvm', 'net/tun', 'loop-control', 'loop0', 'sda', 'vda', 'nvme0n1', 'mapper/control', 'input/event0', 'vhost-net', 'vsock', 'userfaultfd'):
    try:
        os.open('/dev/' + name, os.O_RDWR)
        print('ESCAPED: opened /dev/' + name)
    except OSError as error:
        print('refused', error.errno)
