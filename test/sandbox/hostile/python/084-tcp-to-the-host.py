# The host's own services, by every address they might have.
# expect: ok
# stdout: refused
import socket

for address in ('127.0.0.1', '127.1.2.3', '0.0.0.0', '@HOST_IP@', '169.254.169.254', '172.17.0.1', '10.0.2.2', '192.168.0.1'):
    for port in (@TCP_PORT@, 22, 80, 5432):
        try:
            connection = socket.socket()
            connection.settimeout(0.3)
            connection.connect((address, port))
            connection.sendall(b'@MARK@')
            print('ESCAPED: connected to', address, port)
        except OSError as error:
            reason = error.errno
print('refused', reason)
