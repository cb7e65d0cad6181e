# Reads from a pipe whose other end it holds itself.
# expect: timeout
# limits: wall_ms=700
import os

reader, writer = os.pipe()
os.read(reader, 1)
