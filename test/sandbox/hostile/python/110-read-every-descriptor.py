# What is still to be read where the program was handed over: another case, a secret, an expected value.
# expect: ok | runtime_error
# stdout: looked
import os

for descriptor in range(3, 256):
    try:
        os.set_blocking(descriptor, False)
        text = os.read(descriptor, 65536)
        if text:
            print('ESCAPED:', descriptor, text[:200])
    except OSError:
        pass
print('looked')
