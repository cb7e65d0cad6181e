// A header that never ends.
// expect: compile_error
// compile-wall
#include "/dev/zero"
int main(void) { return 0; }
