# Its outputs, sent through each of its inherited sockets to whoever is at the other end and may never read them.
# expect: ok | output_exceeded | runtime_error
# stdout: sent
import os, socket

sent = 0
for descriptor in (0, 1, 2, 3, 4, 5, 6):
    try:
        door = socket.socket(fileno=os.dup(descriptor))
        door.setblocking(False)
        for _ in range(5):
            socket.send_fds(door, [b'\0'], [0, 1, 2])
            sent += 1
    except OSError:
        pass
os.write(1, b'sent %d\n' % sent)
os._exit(0)
