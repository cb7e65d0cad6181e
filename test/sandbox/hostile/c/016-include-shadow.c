// Lets the compiler read a file of the host and print it as an error.
// expect: compile_error
// stderr-not: root:
#include "/etc/shadow"
int main(void) { return 0; }
