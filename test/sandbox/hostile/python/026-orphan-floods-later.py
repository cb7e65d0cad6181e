# The parent ends well; its child writes without end afterwards.
# expect: ok | output_exceeded | timeout
# limits: wall_ms=1500 cpu_ms=800
import os, sys

if os.fork() == 0:
    while True:
        os.write(1, b'after the end\n' * 100)
sys.exit(0)
