// Threads with the smallest stack there is.
// expect: ok | runtime_error | memory_exceeded
// stdout: refused
// limits: wall_ms=3000 cpu_ms=2000
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include <errno.h>
static int idle(void *unused) { for (;;) pause(); }
int main(void) {
  int made = 0;
  for (; made < 5000; made++) {
    char *stack = mmap(0, 16384, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack == MAP_FAILED || clone(idle, stack + 16384, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM, 0) < 0) break;
  }
  printf(made < 5000 ? "refused %d after %d\n" : "ESCAPED: %d %d\n", errno, made); fflush(stdout);
  _exit(0);
}
