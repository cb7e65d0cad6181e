# Lifts every limit it was given.
# expect: ok
# stdout: refused
import resource

for name in ('AS', 'CPU', 'NPROC', 'FSIZE', 'NOFILE', 'MEMLOCK', 'CORE', 'STACK', 'MSGQUEUE', 'NICE', 'RTPRIO', 'SIGPENDING'):
    which = getattr(resource, 'RLIMIT_' + name, None)
    if which is None:
        continue
    soft, hard = resource.getrlimit(which)
    try:
        resource.setrlimit(which, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        if hard != resource.RLIM_INFINITY:
            print('ESCAPED:', name, 'was', hard)
    except (OSError, ValueError) as error:
        print('refused', name, error)
for pid in (1, @RUNNER_PID@):
    try:
        print('limits of', pid, resource.prlimit(pid, resource.RLIMIT_NOFILE, (1, 1)))
    except OSError as error:
        print('refused', error.errno)
