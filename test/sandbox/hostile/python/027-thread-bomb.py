# Threads count as processes do.
# expect: ok | runtime_error | memory_exceeded
# stdout: refused
# limits: wall_ms=3000
import os, threading, time

made = 0
threading.stack_size(65536)
try:
    while made < 5000:
        threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
        made += 1
    print('ESCAPED: 5000 threads', flush=True)
except (RuntimeError, MemoryError) as error:
    print('refused', error, 'after', made, flush=True)
os._exit(0)
