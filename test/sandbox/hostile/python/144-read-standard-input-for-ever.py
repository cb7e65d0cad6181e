# Standard input has an end; asks for more than there is.
# expect: ok
# stdout: end of input
import sys

while sys.stdin.read(1):
    pass
for _ in range(1000):
    sys.stdin.read()
print('end of input')
