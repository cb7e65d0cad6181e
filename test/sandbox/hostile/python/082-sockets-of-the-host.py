# Sockets in the file system: the runner's, Docker's, the database's, the system bus.
# expect: ok
# stdout: refused
import socket

for path in ('@RUNNER_SOCKET@', '@UNIX_SOCKET@', '/var/run/docker.sock', '/run/docker.sock', '/run/containerd/containerd.sock',
             '/run/postgresql/.s.PGSQL.5432', '/tmp/.s.PGSQL.5432', '/run/dbus/system_bus_socket', '/run/systemd/private'):
    try:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(1)
        connection.connect(path)
        connection.sendall(b'GET /status HTTP/1.1\r\nHost: x\r\n\r\n@MARK@')
        print('ESCAPED: connected to', path)
    except OSError as error:
        print('refused', error.errno)
