// Replaces the filter by one that allows everything.
// expect: ok
// stdout: refused
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  struct sock_filter allow = {0x06, 0, 0, 0x7fff0000};
  struct sock_fprog program = {1, &allow};
  long installed = prctl(PR_SET_SECCOMP, 2, &program);
  printf("installed %ld\n", installed);
  installed = syscall(SYS_seccomp, 1, 0, &program);
  printf("installed %ld\n", installed);
  if (syscall(SYS_unshare, 0x10000000) == 0 || syscall(SYS_ptrace, 0, 0, 0, 0) == 0) puts("ESCAPED: the filter is gone"); else printf("refused %d\n", errno);
  if (prctl(PR_GET_SECCOMP) == 0) puts("ESCAPED: no filter");
  if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) puts("ESCAPED: may gain privileges");
}
