// A constructor that forks before the program begins.
// expect: ok | timeout | runtime_error | memory_exceeded
// limits: wall_ms=1200 cpu_ms=800
#include <unistd.h>
static void __attribute__((constructor)) early(void) { for (int i = 0; i < 20; i++) if (fork() == 0) { setsid(); for (;;) pause(); } }
int main(void) { return 0; }
