// Anonymous, shared, file-less, locked and huge pages: each by its own door.
// expect: memory_exceeded | runtime_error | ok
// stdout-not: ESCAPED
// limits: wall_ms=4000 cpu_ms=3000 memory_mb=64
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
int main(void) {
  int total = 0;
  for (int i = 0; i < 100; i++) {
    char *p = mmap(0, 1 << 20, 3, MAP_SHARED | MAP_ANONYMOUS | (i % 2 ? MAP_LOCKED : 0), -1, 0);
    if (p != MAP_FAILED) { memset(p, 1, 1 << 20); total++; }
    int fd = memfd_create("m", 0);
    if (fd >= 0 && ftruncate(fd, 1 << 20) == 0) {
      char *q = mmap(0, 1 << 20, 3, MAP_SHARED, fd, 0);
      if (q != MAP_FAILED) { memset(q, 1, 1 << 20); munmap(q, 1 << 20); total++; }
    }
  }
  if (total > 100) printf("ESCAPED: %d MB\n", total); else printf("refused after %d\n", total);
}
