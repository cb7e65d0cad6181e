# The same with the buffers of socket pairs, which have no other side than oneself.
# expect: ok | memory_exceeded | runtime_error
# limits: wall_ms=4000 cpu_ms=3000 memory_mb=64
import socket

held, total = [], 0
try:
    while total < 400 * 1024 * 1024:
        pair = socket.socketpair()
        pair[0].setblocking(False)
        pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8_000_000)
        held += pair
        try:
            while True:
                total += pair[0].send(b's' * 65536)
        except BlockingIOError:
            pass
    print('ESCAPED: 400 MB in sockets')
except (OSError, AttributeError) as error:
    print('refused', error, 'at', total)
