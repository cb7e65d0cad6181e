# Watches, timers and counters by the ten thousand; each takes kernel memory.
# expect: ok | memory_exceeded | runtime_error
# limits: wall_ms=3000 cpu_ms=2000 memory_mb=64
import os, select

held = []
try:
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
except ImportError:
    library = None
for make in (lambda: select.epoll(), lambda: os.eventfd(0), lambda: library.inotify_init1(0), lambda: library.timerfd_create(1, 0), lambda: os.memfd_create('x'), lambda: os.pidfd_open(os.getpid())):
    made = 0
    try:
        while made < 20_000:
            thing = make()
            if thing == -1:
                raise OSError(ctypes.get_errno(), 'x')
            held.append(thing)
            made += 1
        print('ESCAPED: 20000 of them')
    except Exception as error:
        os.write(1, b'refused after %d\n' % made)
    for thing in held:
        os.close(thing if isinstance(thing, int) else thing.fileno())
    held.clear()
os._exit(0)
