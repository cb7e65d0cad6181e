# A loop inside the interpreter's C code, where no bytecode is executed and no signal handler runs.
# expect: timeout
# limits: wall_ms=900 cpu_ms=500
import itertools, collections, signal

signal.signal(signal.SIGTERM, signal.SIG_IGN)
collections.deque(itertools.repeat(0), maxlen=0)
print('ESCAPED: the loop ended')
