# Fills the buffers of many pipes: memory of the kernel on behalf of nobody's heap.
# expect: ok | memory_exceeded | runtime_error
# stdout-not: ESCAPED
# limits: wall_ms=4000 cpu_ms=3000 memory_mb=64
import fcntl, os

held, total = [], 0
try:
    while total < 400 * 1024 * 1024:
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        held += [reader, writer]
        try:
            fcntl.fcntl(writer, 1031, 1024 * 1024)
        except OSError:
            pass
        try:
            while True:
                total += os.write(writer, b'p' * 65536)
        except BlockingIOError:
            pass
    print('ESCAPED: 400 MB in pipes')
except OSError as error:
    print('refused', error.errno, 'at', total)
