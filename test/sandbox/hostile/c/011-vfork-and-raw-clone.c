// Children by the other doors: vfork, clone, clone3.
// expect: ok | runtime_error | timeout | memory_exceeded
// stdout: refused
// limits: wall_ms=2000
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  int made = 0;
  unsigned long arguments[11] = {0};
  arguments[4] = SIGCHLD;
  while (made < 3000) {
    long child = syscall(SYS_clone3, arguments, 88);
    if (child < 0) child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0) { pause(); _exit(0); }
    if (child < 0) { printf("refused %d after %d\n", errno, made); fflush(stdout); _exit(0); }
    made++;
  }
  printf("ESCAPED: %d\n", made); fflush(stdout); _exit(0);
}
