// A few bytes of assembly that become gigabytes.
// expect: compile_error | runtime_error | ok | memory_exceeded | timeout
__asm__(".data\n.rept 400000000\n.byte 1\n.endr\n.text");
int main(void) { return 0; }
