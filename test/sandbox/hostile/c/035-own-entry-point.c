// Takes over before the C library begins.
// expect: compile_error | runtime_error
// stdout-not: ESCAPED
void _start(void) { __asm__ volatile("hlt"); }
