# The parent ends at once; its child keeps the output open and is silent.
# expect: ok | timeout
# stdout: parent leaves
# limits: wall_ms=1500
import os, time

if os.fork() == 0:
    time.sleep(3600)
print('parent leaves', flush=True)
os._exit(0)
