# Puts its own outputs into a message on a socket that is on its way to itself: they stay open when nobody is left to hold them.
# expect: ok
# stdout: parted
import os, socket

for _ in range(3):
    a, b = socket.socketpair()
    c, d = socket.socketpair()
    # Each of the two lies in the other one's letter box.
    socket.send_fds(a, [b'x'], [1, 2, c.fileno(), d.fileno()])
    socket.send_fds(c, [b'x'], [1, 2, a.fileno(), b.fileno()])
print('parted', flush=True)
os._exit(0)
