// An array so large that it cannot be loaded, and costs nothing until it is.
// expect: runtime_error | memory_exceeded | compile_error
// limits: wall_ms=4000 cpu_ms=3000 memory_mb=64
#include <string.h>
static char giant[1500000000];
int main(void) { memset(giant, 1, sizeof giant); return giant[7] != 1; }
