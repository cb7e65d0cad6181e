// Jumps into a 32-bit code segment and calls from there.
// expect: runtime_error | ok
// stdout-not: ESCAPED
#include <stdio.h>
#include <sys/mman.h>
#include <string.h>
int main(void) {
#if defined(__x86_64__)
  unsigned char code[] = {0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xcb};
  unsigned char *low = mmap((void *)0x10000, 8192, 7, MAP_PRIVATE | MAP_ANONYMOUS | 0x40, -1, 0);
  if (low == MAP_FAILED) { puts("refused"); return 0; }
  memcpy(low, code, sizeof code);
  unsigned long answer = 0;
  __asm__ volatile("movq %%rsp, %%rbx; leaq 8192(%1), %%rsp; pushq $0x33; leaq 1f(%%rip), %%rcx; pushq %%rcx; subq $8, %%rsp; movl $0x23, 4(%%rsp); movl %k1, (%%rsp); lretl; 1: movq %%rbx, %%rsp"
                   : "=a"(answer) : "r"(low) : "rbx", "rcx", "memory");
  if ((long)answer > 0) puts("ESCAPED: a 32-bit call");
#endif
}
