// The shortest one.
// expect: timeout | runtime_error | memory_exceeded
// limits: wall_ms=1200 cpu_ms=600
#include <unistd.h>
int main(void) { for (;;) fork(); }
