// To every process, to the first one, to the group, to ids of the host; stopping and killing.
// expect: runtime_error | timeout | ok
// limits: wall_ms=1500
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/syscall.h>
int main(void) {
  kill(@RUNNER_PID@, SIGKILL);
  int pidfd = syscall(SYS_pidfd_open, 1, 0);
  syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, 0, 0);
  kill(1, SIGKILL); kill(1, SIGSTOP); kill(getppid(), SIGSTOP);
  kill(-1, SIGSTOP); kill(-1, SIGKILL); kill(0, SIGKILL);
}
