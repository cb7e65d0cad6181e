"""Says "seen" for every frame, on any interface, that holds one of the given texts or goes to the given address. Needs CAP_NET_RAW."""
import os
import socket
import sys
import threading

marks = [mark.encode() for mark in sys.argv[1:-1]]
address = socket.inet_aton(sys.argv[-1])
watch = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
# Ends with whoever started it, however that ends.
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
print('watching', flush=True)
while True:
    frame, (interface, *_) = watch.recvfrom(65536)
    for mark in marks:
        if mark in frame:
            print('seen', mark.decode(), interface, flush=True)
    if frame[30:34] == address:
        print('seen', sys.argv[-1], interface, flush=True)
