# A byte now and then for ever: no cap on bytes is reached before the clock.
# expect: timeout
# stdout: .....
# limits: wall_ms=900
import os, time

while True:
    os.write(1, b'.')
    time.sleep(0.01)
