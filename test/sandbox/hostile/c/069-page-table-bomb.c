// A little memory in very many places: the tables cost more than the pages.
// expect: ok | memory_exceeded | runtime_error | timeout
// limits: wall_ms=3000 cpu_ms=2000 memory_mb=64
#include <stdio.h>
#include <sys/mman.h>
int main(void) {
  int made = 0;
  for (unsigned long at = 0x100000000UL; made < 30000; at += 1UL << 30, made++) {
    volatile char *p = mmap((void *)at, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) break;
    *p = 1;
  }
  printf("touched %d\n", made);
}
