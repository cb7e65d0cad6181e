// The third way of numbers on this machine.
// expect: ok | runtime_error
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
  setvbuf(stdout, 0, _IONBF, 0);
  puts("trying");
#if defined(__x86_64__)
  if (syscall(0x40000000L + 39) > 0) puts("ESCAPED: x32 answers"); else printf("refused %d\n", errno);
  if (syscall(0x40000000L + 521, 16, 1, 0, 0) == 0) puts("ESCAPED: traced by x32"); else printf("refused %d\n", errno);
#endif
}
