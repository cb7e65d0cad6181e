# Families and kinds which bypass the usual rules, or reach into the kernel.
# expect: ok
# stdout: refused
import socket

attempts = [(2, 3, 1), (2, 3, 255), (10, 3, 58), (17, 3, 0x0300), (17, 2, 0x0300), (2, 10, 0), (2, 2, 1)]
attempts += [(16, 3, protocol) for protocol in (0, 4, 9, 12, 15, 16)]
attempts += [(family, kind, 0) for family in (3, 4, 5, 6, 8, 9, 11, 15, 20, 21, 23, 24, 26, 29, 30, 31, 33, 35, 37, 38, 39, 40, 41, 42, 43, 44) for kind in (1, 2, 3, 5)]
opened = []
for attempt in attempts:
    try:
        socket.socket(*attempt)
        opened.append(attempt)
    except OSError as error:
        last = error.errno
print('refused', last, 'opened', opened)
for family, kind, protocol in opened:
    if family in (17, 38, 40, 21, 31, 29, 44, 30) or (kind == 3 and family in (2, 10)):
        print('ESCAPED: a socket of', family, kind, protocol)
