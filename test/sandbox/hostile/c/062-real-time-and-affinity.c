// Asks for real-time scheduling, deadlines and the best share of the disk.
// expect: ok
// stdout: refused
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  struct sched_param best = {99};
  struct { unsigned size, policy; unsigned long flags; int nice; unsigned priority; unsigned long runtime, deadline, period; } deadline = {48, 6, 0, 0, 0, 9000000, 10000000, 10000000};
  if (sched_setscheduler(0, SCHED_FIFO, &best) == 0) puts("ESCAPED: first in, first out"); else printf("refused %d\n", errno);
  if (syscall(SYS_sched_setattr, 0, &deadline, 0) == 0) puts("ESCAPED: a deadline"); else printf("refused %d\n", errno);
  if (setpriority(PRIO_PROCESS, 0, -20) == 0) puts("ESCAPED: nicer"); else printf("refused %d\n", errno);
  if (syscall(SYS_ioprio_set, 1, 0, (1 << 13) | 0) == 0) puts("ESCAPED: first at the disk"); else printf("refused %d\n", errno);
}
