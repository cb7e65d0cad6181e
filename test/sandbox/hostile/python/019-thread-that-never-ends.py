# A thread of the ordinary kind keeps the process alive.
# expect: timeout
# limits: wall_ms=700
import threading, time

threading.Thread(target=time.sleep, args=(3600,)).start()
print('main is over')
