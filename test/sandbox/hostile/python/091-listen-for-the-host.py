# A server inside, reachable from outside if the network were shared. It is not, so nobody comes.
# expect: ok
# stdout: refused
import socket

try:
    server = socket.socket()
    server.bind(('0.0.0.0', 18473))
    server.listen()
    server.settimeout(0.4)
    server.accept()
    print('ESCAPED: somebody came')
except OSError as error:
    print('refused', error)
