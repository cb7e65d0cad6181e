# A lock that is never released.
# expect: timeout
# limits: wall_ms=700
import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()
