# Ends what watches it inside the sandbox and hopes to be forgotten.
# expect: runtime_error | timeout | ok
# limits: wall_ms=1500
import os, signal, time

signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGHUP, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    for pid in range(1, 50):
        if pid != os.getpid():
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
    time.sleep(3600)
time.sleep(3600)
