# The input may be a file or a socket of the runner's: seeks, writes, sends, asks who is at the other end.
# expect: ok
# stdout: refused
import os, socket

for act in (lambda: os.pwrite(0, b'@MARK@', 0), lambda: os.write(0, b'@MARK@'), lambda: os.ftruncate(0, 0), lambda: os.fchmod(0, 0o777), lambda: os.fchown(0, 1000, 1000),
            lambda: os.listdir(0), lambda: os.fchdir(0)):
    try:
        act()
        print('allowed')
    except OSError as error:
        print('refused', error.errno)
for descriptor in range(0, 8):
    try:
        door = socket.socket(fileno=os.dup(descriptor))
        print('a socket', descriptor, door.family)
        print('peer', door.getsockopt(socket.SOL_SOCKET, 17, 12))
        door.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, (0).to_bytes(4, 'little'))])
    except OSError as error:
        print('refused', error.errno)
