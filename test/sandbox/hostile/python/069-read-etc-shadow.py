# Passwords of the host, and whatever else is in that folder.
# expect: ok
# stdout: refused
import os

for name in ('shadow', 'passwd', 'shadow-', 'sudoers', 'ssh/sshd_config', 'hostname', 'machine-id', 'resolv.conf', 'hosts', 'ssl/private'):
    for path in ('/etc/' + name, '/work/../etc/' + name, '//etc/./' + name, '/usr/../etc/' + name):
        try:
            with open(path) as file:
                text = file.read()
        except OSError as error:
            print('refused', error.errno)
            continue
        if ':' in text or name in ('machine-id', 'hostname'):
            print('ESCAPED:', path, text[:40])
