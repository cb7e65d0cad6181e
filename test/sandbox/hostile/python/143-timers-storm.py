# A signal every few microseconds.
# expect: ok | timeout | runtime_error
# limits: wall_ms=1200 cpu_ms=700
import signal, time

signal.signal(signal.SIGALRM, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, 0.00001, 0.00001)
end = time.monotonic() + 0.5
while time.monotonic() < end:
    pass
print('weathered')
