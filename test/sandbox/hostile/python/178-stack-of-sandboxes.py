# A sandbox within the sandbox would have its own rules: none can be made.
# expect: ok
# stdout: refused
import os

for name in ('bwrap', 'unshare', 'nsenter', 'chroot', 'docker', 'runc', 'newuidmap', 'gcc', 'node', 'perl', 'busybox'):
    found = [folder for folder in ('/usr/bin', '/bin', '/usr/sbin', '/usr/local/bin', '/sbin') if os.path.exists(f'{folder}/{name}')]
    print('ESCAPED: there is ' + name if found else 'refused')
for path in ('/.dockerenv', '/.flatpak-info', '/newroot', '/oldroot', '/etc/passwd', '/proc/self'):
    print('ESCAPED: there is ' + path if os.path.lexists(path) else 'refused')
