// The old way into the kernel, whose numbers mean other calls: a filter by number must not be fooled.
// expect: ok | runtime_error
#include <stdio.h>
#include <unistd.h>
int main(void) {
  setvbuf(stdout, 0, _IONBF, 0);
  puts("trying");
#if defined(__x86_64__)
  long answer;
  __asm__ volatile("int $0x80" : "=a"(answer) : "a"(20L), "b"(0L), "c"(0L), "d"(0L) : "memory");
  if (answer > 0) puts("ESCAPED: the 32-bit door is open"); else printf("refused %ld\n", answer);
  __asm__ volatile("int $0x80" : "=a"(answer) : "a"(26L), "b"(0L), "c"(0L), "d"(0L), "S"(0L) : "memory");
  if (answer == 0) puts("ESCAPED: traced by the 32-bit door");
#endif
}
