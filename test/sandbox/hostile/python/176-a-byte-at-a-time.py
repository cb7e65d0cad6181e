# As many writes as there are bytes: each a piece for whoever collects them.
# expect: output_exceeded | timeout
# limits: wall_ms=4000 cpu_ms=3000 output_bytes=200000
import os

while True:
    os.write(1, b'.')
    os.write(2, b'.')
