# Each child burns a little less than the limit, dies, and hands over to the next one.
# expect: timeout
# limits: wall_ms=3000 cpu_ms=500
import os, time

while True:
    child = os.fork()
    if child == 0:
        end = time.process_time() + 0.2
        while time.process_time() < end:
            pass
        os._exit(0)
    os.waitpid(child, 0)
