# Takes the processor from everybody else.
# expect: ok
# stdout: refused
import os

for act in (lambda: os.nice(-20), lambda: os.setpriority(os.PRIO_PROCESS, 0, -20), lambda: os.setpriority(os.PRIO_USER, 0, -20),
            lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99)), lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(50)),
            lambda: os.sched_setaffinity(1, {0}), lambda: os.sched_setaffinity(@RUNNER_PID@, {0}), lambda: os.setpriority(os.PRIO_PROCESS, 1, 19)):
    try:
        act()
        print('allowed')
    except OSError as error:
        print('refused', error.errno)
if os.getpriority(os.PRIO_PROCESS, 0) < 0 or os.sched_getscheduler(0) in (os.SCHED_FIFO, os.SCHED_RR):
    print('ESCAPED: goes first')
