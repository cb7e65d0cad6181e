# Every call that changes who one is.
# expect: ok
# stdout: refused
import os

print('is', os.getresuid(), os.getresgid(), os.getgroups())
if 0 in os.getresuid():
    print('ESCAPED: is root')
for act in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setreuid(-1, 0), lambda: os.setgroups([0]),
            lambda: os.initgroups('root', 0), lambda: os.setresuid(64120, 64120, 64120), lambda: os.setuid(65534)):
    try:
        act()
        print('ESCAPED: is now', os.getresuid(), os.getgroups())
    except OSError as error:
        print('refused', error.errno)
