# Catches the signal of the soft processor limit and goes on burning.
# expect: timeout
# limits: wall_ms=2500 cpu_ms=400
import signal

if hasattr(signal, 'SIGXCPU'):
    signal.signal(signal.SIGXCPU, lambda *_: None)
number = 0
while True:
    number += 1
