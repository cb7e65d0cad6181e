# Shuts its sockets down in one direction, then goes on as if nothing was.
# expect: ok | runtime_error | timeout
# limits: wall_ms=1200
import os, socket, time

for descriptor in (0, 1, 2, 4):
    for how in (socket.SHUT_RD, socket.SHUT_WR, socket.SHUT_RDWR):
        try:
            socket.socket(fileno=os.dup(descriptor)).shutdown(how)
        except OSError:
            pass
time.sleep(0.3)
os._exit(0)
