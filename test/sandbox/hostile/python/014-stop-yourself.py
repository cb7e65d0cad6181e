# Stops itself, so that it can neither end nor react; whoever waits for it would wait for ever.
# expect: timeout | runtime_error
# limits: wall_ms=700
import os, signal

os.kill(os.getpid(), signal.SIGSTOP)
print('went on')
