# Closes both outputs, as if it had ended, and stays.
# expect: timeout
# limits: wall_ms=700
import os, time

os.close(1)
os.close(2)
time.sleep(3600)
