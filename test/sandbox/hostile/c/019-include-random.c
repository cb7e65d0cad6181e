// A header of noise, which fills the compiler with errors.
// expect: compile_error
#include "/dev/urandom"
int main(void) { return 0; }
