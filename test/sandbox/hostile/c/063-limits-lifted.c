// Raises each hard limit, its own and the supervisor's.
// expect: ok
// stdout: refused
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
int main(void) {
  for (int which = 0; which < 16; which++) {
    struct rlimit now, more = {RLIM_INFINITY, RLIM_INFINITY};
    if (getrlimit(which, &now) != 0 || now.rlim_max == RLIM_INFINITY) continue;
    if (setrlimit(which, &more) == 0) printf("ESCAPED: limit %d\n", which); else printf("refused %d\n", errno);
    if (prlimit(1, which, &more, 0) == 0) printf("ESCAPED: limit %d of the first\n", which);
  }
}
