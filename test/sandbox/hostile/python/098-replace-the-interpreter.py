# Renames, unlinks, remounts, changes modes: the other ways to change a file.
# expect: ok
# stdout: refused
import os, shutil, sys

acts = [
    lambda: os.unlink(sys.executable), lambda: os.rename(sys.executable, '/tmp/x'), lambda: os.chmod(sys.executable, 0o777),
    lambda: os.chown('/usr', 1000, 1000), lambda: os.utime(sys.executable), lambda: os.rmdir('/usr'), lambda: os.rename('/usr', '/tmp/usr'),
    lambda: os.truncate(os.__file__, 0), lambda: shutil.rmtree('/usr/lib'), lambda: os.setxattr(os.__file__, 'user.x', b'1'),
]
for act in acts:
    try:
        act()
        print('ESCAPED: changed the system')
    except OSError as error:
        print('refused', error.errno)
