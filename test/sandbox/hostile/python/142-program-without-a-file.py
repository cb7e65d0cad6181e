# A program in memory that has no name: nothing to forbid by path. It is as confined as its parent.
# expect: ok | runtime_error
# stdout: refused
import os, shutil, sys

try:
    descriptor = os.memfd_create('@COMM@', 0)
    with open(sys.executable, 'rb') as source:
        os.sendfile(descriptor, source.fileno(), 0, os.stat(sys.executable).st_size)
    print('refused: as confined as before', flush=True)
    if os.fork() == 0:
        try:
            os.execve(descriptor, ['x', '-I', '-S', '-c', 'print(open("@CANARY_FILE@").read())'], {})
        except OSError as error:
            print('refused', error.errno, flush=True)
        os._exit(1)
    os.wait()
except OSError as error:
    print('refused', error.errno)
