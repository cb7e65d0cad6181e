# The same by the other protocol.
# expect: ok
# stdout: refused
import socket

for address in ('::1', '::ffff:127.0.0.1', '::', 'fe80::1%lo', '2001:db8::77'):
    try:
        connection = socket.socket(socket.AF_INET6)
        connection.settimeout(0.5)
        connection.connect((address, @TCP_PORT@))
        connection.sendall(b'@MARK@')
        print('ESCAPED: connected to', address)
    except OSError as error:
        print('refused', error.errno)
