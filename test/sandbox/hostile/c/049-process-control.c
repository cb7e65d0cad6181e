// Everything else prctl can do that concerns others.
// expect: ok
// stdout: refused
#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/personality.h>
#include <unistd.h>
int main(void) {
  prctl(PR_SET_DUMPABLE, 1);
  if (prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0) puts("ESCAPED: privileges again"); else printf("refused %d\n", errno);
  if (prctl(PR_SET_MM, 1, 0x1000, 0, 0) == 0) puts("ESCAPED: moved its memory map"); else printf("refused %d\n", errno);
  if (prctl(PR_SET_PTRACER, -1L, 0, 0, 0) == 0) puts("traceable by all, who are only its own"); else printf("refused %d\n", errno);
  if (personality(0x0400000 | 0x0008) != -1 && personality(0xffffffff) == (0x0400000 | 0x0008)) puts("ESCAPED: another personality"); else printf("refused %d\n", errno);
}
