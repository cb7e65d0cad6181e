// Every process id there may be, by every request that begins a trace; then its own child.
// expect: ok
// stdout: refused
#include <errno.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  for (int pid = 1; pid < 200; pid++) {
    if (pid == getpid()) continue;
    if (ptrace(PTRACE_ATTACH, pid, 0, 0) == 0 || ptrace(0x4206, pid, 0, 0) == 0) printf("ESCAPED: traces %d\n", pid);
  }
  pid_t child = fork();
  if (child == 0) { _exit(ptrace(PTRACE_TRACEME, 0, 0, 0) == 0 ? 1 : 0); }
  int status; waitpid(child, &status, 0);
  if (status != 0) puts("ESCAPED: a child is traced"); else printf("refused %d\n", errno);
}
