# Ends itself with the signal of the processor limit.
# expect: runtime_error | timeout
import os, signal

os.kill(os.getpid(), signal.SIGXCPU)
