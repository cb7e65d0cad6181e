// Takes memory and touches it.
// expect: memory_exceeded | runtime_error
// stdout-not: ESCAPED
// limits: wall_ms=4000 cpu_ms=3000 memory_mb=64
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void) {
  for (int i = 0; i < 1000; i++) { char *p = malloc(1 << 20); if (!p) return 9; memset(p, 1, 1 << 20); }
  puts("ESCAPED: 1000 MB");
}
