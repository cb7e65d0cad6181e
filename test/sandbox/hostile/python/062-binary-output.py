# Every byte there is, in every order of a few.
# expect: ok
# whole
import os

os.write(1, bytes(range(256)) * 8)
os.write(2, bytes(reversed(range(256))) * 8)
