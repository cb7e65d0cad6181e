// A header from the compiler's standard input or from its own descriptors.
// expect: compile_error
#include "/dev/stdin"
#include "/proc/self/fd/0"
#include "/proc/self/environ"
int main(void) { return 0; }
