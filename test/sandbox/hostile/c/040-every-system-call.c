// Calls every number the kernel may know with nonsense, each in a child: nothing may hang, crash the machine or answer as it should not.
// expect: ok | runtime_error | timeout | output_exceeded
// stdout: survived
// limits: wall_ms=6000 cpu_ms=4000
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  printf("survived\n"); fflush(stdout);
  for (long number = 0; number < 600; number++) {
    pid_t child = fork();
    if (child == 0) { alarm(1); close(1); close(2); syscall(number, -1L, -1L, -1L, -1L, -1L, -1L); _exit(0); }
    if (child > 0) { usleep(300); kill(child, SIGKILL); waitpid(child, 0, 0); }
  }
}
