// Raises the limit of the stack and starts itself anew, then digs.
// expect: runtime_error | memory_exceeded | timeout
// limits: wall_ms=3000 cpu_ms=2000 memory_mb=64
#include <sys/resource.h>
#include <unistd.h>
#include <stdlib.h>
__attribute__((noinline)) static int deeper(volatile int *above) { volatile int here[4096]; here[0] = *above + 1; return deeper(here) + here[0]; }
int main(int argc, char **argv) {
  struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_STACK, &none);
  if (argc == 1) { char *again[] = {argv[0], "x", 0}; execv(argv[0], again); }
  volatile int start = 0;
  return deeper(&start);
}
