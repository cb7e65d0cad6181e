# The program ends; its exit handler does not.
# expect: timeout
# limits: wall_ms=700
import atexit, time

atexit.register(time.sleep, 3600)
print('done')
