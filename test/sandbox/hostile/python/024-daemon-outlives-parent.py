# A daemon by the book: two forks, a session of its own, no output left open. The name tells whether it survived.
# expect: ok
# stdout: parent leaves
import os, time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        try:
            import ctypes

            ctypes.CDLL(None).prctl(15, b'@COMM@')
        except (ImportError, OSError):
            pass
        for descriptor in range(256):
            try:
                os.close(descriptor)
            except OSError:
                pass
        time.sleep(3600)
    os._exit(0)
os.wait()
print('parent leaves')
