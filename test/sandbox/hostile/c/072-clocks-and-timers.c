// Timers on the processor time of others, and of threads that end while they are set.
// expect: ok | timeout | runtime_error
// stdout-not: ESCAPED
// limits: wall_ms=1500 cpu_ms=1000
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
static void *brief(void *clock) {
  timer_t timer; struct sigevent quiet = {.sigev_notify = SIGEV_NONE};
  struct itimerspec soon = {{0, 1000}, {0, 1000}};
  clockid_t own; pthread_getcpuclockid(pthread_self(), &own);
  if (timer_create(own, &quiet, &timer) == 0) timer_settime(timer, 0, &soon, 0);
  return 0;
}
int main(void) {
  clockid_t first; struct timespec now;
  if (clock_getcpuclockid(1, &first) == 0 && clock_gettime(first, &now) == 0) printf("the first process has used %ld\n", now.tv_nsec);
  if (clock_getcpuclockid(@RUNNER_PID@, &first) == 0) puts("ESCAPED: the clock of the runner");
  for (int i = 0; i < 3000; i++) { pthread_t thread; if (pthread_create(&thread, 0, brief, 0) == 0) pthread_join(thread, 0); }
  struct timespec date = {0, 0};
  if (clock_settime(CLOCK_REALTIME, &date) == 0) puts("ESCAPED: another date");
  puts("ticked");
}
