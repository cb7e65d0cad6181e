// Takes back the promise to die with whoever started it, and becomes the one who adopts orphans.
// expect: ok
// stdout: left
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>
int main(void) {
  prctl(PR_SET_PDEATHSIG, 0);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  if (fork() == 0) { prctl(PR_SET_NAME, "@COMM@"); if (fork() == 0) { prctl(PR_SET_PDEATHSIG, 0); close(0); close(1); close(2); for (;;) pause(); } _exit(0); }
  usleep(50000);
  puts("left");
}
