# Datagrams need nobody's consent.
# expect: ok
# stdout: refused
import socket

reached = False
for address in ('127.0.0.1', '@HOST_IP@', '192.0.2.77', '255.255.255.255', '224.0.0.251'):
    try:
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        sender.sendto(b'@MARK@', (address, @UDP_PORT@))
        sender.settimeout(0.2)
        sender.recv(10)
        print('ESCAPED: an answer from', address)
    except OSError as error:
        print('refused', error.errno)
