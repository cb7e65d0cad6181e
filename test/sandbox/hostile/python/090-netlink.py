# Asks the kernel about the host's interfaces and tries to change its own.
# expect: ok
# stdout: refused
import socket, struct

try:
    names = [name for _, name in socket.if_nameindex()]
    print('interfaces', names)
    if set(names) - {'lo', 'sit0', 'tunl0', 'ip6tnl0', 'gre0', 'gretap0', 'erspan0', 'ip_vti0', 'ip6_vti0', 'ip6gre0'}:
        print('ESCAPED:', names)
except OSError as error:
    print('refused', error.errno)
try:
    link = socket.socket(16, 3, 0)
    body = struct.pack('=BxHiII', 0, 0, 1, 0, 0xffffffff) + struct.pack('=HH', 4, 18)
    link.send(struct.pack('=IHHII', 16 + len(body), 16, 0x605, 1, 0) + body)
    code = struct.unpack('=i', link.recv(4096)[16:20])[0]
    print('ESCAPED: a new interface' if code == 0 else 'refused', -code)
except OSError as error:
    print('refused', error.errno)
