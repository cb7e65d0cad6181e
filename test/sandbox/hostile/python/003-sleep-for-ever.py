# Uses no processor time at all, so that only the wall clock can end it.
# expect: timeout
# limits: wall_ms=700
import time

time.sleep(3600)
print('ESCAPED: slept through')
