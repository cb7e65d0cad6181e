# Leaves the first process no processor, no descriptor table and no memory to end in.
# expect: ok | runtime_error | timeout | memory_exceeded
# limits: wall_ms=1500 cpu_ms=900 memory_mb=64
import os, signal

for act in (lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0)), lambda: os.setpriority(os.PRIO_PROCESS, 1, 19), lambda: os.setpgid(1, os.getpid())):
    try:
        act()
    except OSError as error:
        print('refused', error.errno)
for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    try:
        os.kill(1, number)
    except OSError:
        pass
while True:
    try:
        os.fork()
    except OSError:
        pass
