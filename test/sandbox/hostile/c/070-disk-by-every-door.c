// Fills by write, by mapping, by allocation, by copying inside the kernel.
// expect: ok | runtime_error | memory_exceeded
// stdout-not: ESCAPED
// limits: wall_ms=4000 cpu_ms=3000 disk_mb=8
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
int main(void) {
  signal(SIGXFSZ, SIG_IGN);
  static char block[1 << 20];
  memset(block, 7, sizeof block);
  int first = open("/work/first", O_CREAT | O_RDWR, 0600), second = open("/tmp/second", O_CREAT | O_RDWR, 0600), total = 0;
  while (total < 500 && write(first, block, sizeof block) > 0) total++;
  printf("refused %d after %d\n", errno, total);
  for (off64_t from = 0; total < 500; total++, from = 0) if (copy_file_range(first, &from, second, 0, 1 << 20, 0) <= 0) break;
  printf("refused %d after %d\n", errno, total);
  if (fallocate(second, 0, 0, 1L << 32) == 0) puts("ESCAPED: 4 GB");
  if (total >= 200) printf("ESCAPED: %d MB\n", total);
}
