// A daemon which changes its name, ignores everything and waits to be forgotten.
// expect: ok
// stdout: left
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>
int main(void) {
  if (fork() == 0) {
    setsid();
    if (fork() == 0) {
      prctl(PR_SET_NAME, "@COMM@");
      prctl(PR_SET_PDEATHSIG, 0);
      for (int s = 1; s < 65; s++) signal(s, SIG_IGN);
      for (int fd = 0; fd < 1024; fd++) close(fd);
      for (;;) pause();
    }
    _exit(0);
  }
  usleep(50000);
  puts("left");
}
