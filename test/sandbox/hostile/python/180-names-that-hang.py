# Looks up names, hosts, users and locales: whatever the library would ask a service for.
# expect: ok
# stdout: refused
import getpass, locale, os, socket

for ask in (lambda: socket.gethostbyname('localhost'), lambda: socket.getfqdn('@MARK@.example.com') and 1 / 0, lambda: os.path.expanduser('~root') == '~root' and 1 / 0,
            lambda: __import__('pwd').getpwuid(0), lambda: __import__('grp').getgrgid(0), lambda: socket.getservbyname('http'), lambda: os.getlogin()):
    try:
        print('answered', ask())
    except Exception as error:
        print('refused', type(error).__name__)
