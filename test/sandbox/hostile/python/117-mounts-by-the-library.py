# Mounts what is missing, from inside a user namespace if it gets one.
# expect: ok
# stdout: refused
try:
    import ctypes
except ImportError:
    print('refused: no ctypes')
    raise SystemExit
library = ctypes.CDLL(None, use_errno=True)
for source, target, kind, flags in ((b'proc', b'/tmp', b'proc', 0), (b'sysfs', b'/tmp', b'sysfs', 0), (b'tmpfs', b'/tmp', b'tmpfs', 0), (b'/', b'/tmp', None, 4096),
                                    (None, b'/', None, 32), (b'none', b'/usr', None, 32 | 4096), (b'cgroup', b'/tmp', b'cgroup', 0), (b'overlay', b'/usr', b'overlay', 0)):
    if library.mount(source, target, kind, flags, None) == 0:
        print('ESCAPED: mounted', kind)
    else:
        print('refused', ctypes.get_errno())
for act, name in ((lambda: library.umount2(b'/work', 2), 'umount'), (lambda: library.chroot(b'/tmp'), 'chroot'), (lambda: library.umount2(b'/usr', 2), 'umount')):
    print('ESCAPED: ' + name if act() == 0 else 'refused', ctypes.get_errno())
