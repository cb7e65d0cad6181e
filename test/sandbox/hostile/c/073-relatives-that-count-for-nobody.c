// Children nobody waits for, whose time is therefore added to nobody's, each gone before it is noticed.
// expect: timeout
// limits: wall_ms=2500 cpu_ms=500
#include <signal.h>
#include <time.h>
#include <unistd.h>
int main(void) {
  signal(SIGCHLD, SIG_IGN);
  for (;;) {
    if (fork() == 0) { clock_t end = clock() + CLOCKS_PER_SEC / 100; while (clock() < end) {} _exit(0); }
    usleep(5000);
  }
}
