# Names with newlines, quotes, option dashes, bytes that are no text.
# expect: ok
# stdout: made
import os

for name in (b'-rf', b'a\nb', b'$(touch x)', b'\xff\xfe', b'"; ls', b'\x1b[2J', b' ', b'..\\..', 'é'.encode('latin1'), b'x' * 255):
    with open(b'/work/' + name, 'wb') as file:
        file.write(b'@MARK@')
print('made', len(os.listdir(b'/work')) >= 10)
