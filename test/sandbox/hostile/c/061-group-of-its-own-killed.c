// Leaves the group and the session first, so that a kill of the group misses it.
// expect: timeout
// limits: wall_ms=800
#include <signal.h>
#include <unistd.h>
int main(void) {
  for (int i = 0; i < 3; i++) if (fork() == 0) { setsid(); setpgid(0, 0); for (;;) pause(); }
  setpgid(0, 0);
  for (int s = 1; s < 65; s++) signal(s, SIG_IGN);
  for (;;) pause();
}
