# Looks in the frames that called it for what the bootstrap knows.
# expect: ok
# stdout: looked
import sys

frame, depth = sys._getframe(), 0
while frame:
    for name, value in {**frame.f_globals, **frame.f_locals}.items():
        names = [name, *value] if type(value) is dict and frame.f_globals is not globals() and value is not globals() and '__name__' not in value else [name]
        if any(word in str(name).lower() for name in names for word in ('expected', 'token', 'secret', 'nonce', 'hidden')):
            print('ESCAPED:', name, repr(value)[:100])
    frame, depth = frame.f_back, depth + 1
print('looked', depth)
