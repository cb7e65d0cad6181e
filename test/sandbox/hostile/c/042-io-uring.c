// System calls without system calls: a ring the kernel works through on its own.
// expect: ok
// stdout: refused
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  unsigned flags[] = {0, 2, 8, 64};
  for (int i = 0; i < 4; i++) {
    unsigned parameters[30]; memset(parameters, 0, sizeof parameters); parameters[2] = flags[i];
    long ring = syscall(SYS_io_uring_setup, 4, parameters);
    if (ring >= 0) puts("ESCAPED: a ring"); else printf("refused %d\n", errno);
  }
}
