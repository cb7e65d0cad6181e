// A header of noise, which fills the compiler with errors.
// expect: compile_error
// compile-wall
#include "/dev/urandom"
int main(void) { return 0; }
