// A user namespace by clone, in which one would be root.
// expect: ok
// stdout: refused
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  unsigned long flags[] = {0x10000000, 0x10020000, 0x20000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000, 0x00000080};
  for (int i = 0; i < 9; i++) {
    long child = syscall(SYS_clone, flags[i] | SIGCHLD, 0, 0, 0, 0);
    if (child == 0) _exit(0);
    if (child > 0 && flags[i] != 0x80) printf("ESCAPED: clone %lx\n", flags[i]); else printf("refused %lx %d\n", flags[i], errno);
    unsigned long arguments[11] = {flags[i], 0, 0, 0, SIGCHLD};
    child = syscall(SYS_clone3, arguments, 88);
    if (child == 0) _exit(0);
    if (child > 0) printf("ESCAPED: clone3 %lx\n", flags[i]); else printf("refused %d\n", errno);
  }
}
