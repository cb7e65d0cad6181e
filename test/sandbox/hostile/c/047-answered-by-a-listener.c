// Installs a filter whose decisions it makes itself, to answer its child in the kernel's place.
// expect: ok
// stdout: refused
#include <errno.h>
#include <linux/filter.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  struct sock_filter ask = {0x06, 0, 0, 0x7fc00000};
  struct sock_fprog program = {1, &ask};
  long listener = syscall(SYS_seccomp, 1, 8, &program);
  if (listener < 0) { printf("refused %d\n", errno); return 0; }
  syscall(SYS_write, 1, "hung\n", 5);
}
