# Abstract names belong to a network namespace, not to the file system.
# expect: ok
# stdout: refused
import socket

for name in ('\0@ABSTRACT@', '\0/tmp/dbus-session', '\0/containerd-shim/x', '\0snapd'):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        try:
            connection = socket.socket(socket.AF_UNIX, kind)
            connection.connect(name)
            connection.send(b'@MARK@')
            print('ESCAPED: reached', repr(name))
        except OSError as error:
            print('refused', error.errno)
