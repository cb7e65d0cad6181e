# Takes descriptors, memory and time away from the process that watches over the sandbox from inside.
# expect: ok
# stdout: refused
import os, resource

for which in (resource.RLIMIT_NOFILE, resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_STACK, resource.RLIMIT_DATA):
    for pid in (1, os.getppid(), os.getpgid(0), os.getsid(0)):
        if pid == os.getpid():
            continue
        try:
            resource.prlimit(pid, which, (0, 0))
            print('ESCAPED: limited', pid)
        except OSError as error:
            print('refused', error.errno)
