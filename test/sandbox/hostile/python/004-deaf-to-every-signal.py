# Ignores whatever can be ignored, blocks the rest, and waits.
# expect: timeout
# limits: wall_ms=700
import signal

for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
while True:
    signal.pause()
