# Half-finished requests to the kernel at the moment of death.
# expect: timeout | runtime_error
# limits: wall_ms=900
import os, threading, time

reader, writer = os.pipe()
for _ in range(8):
    threading.Thread(target=os.read, args=(reader, 1), daemon=True).start()
if os.fork() == 0:
    os.setsid()
    time.sleep(3600)
os.fsync(os.open('/work/main.py', os.O_RDWR))
os.wait()
