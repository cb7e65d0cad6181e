// An array whose values are written out by the compiler: a gigabyte of program from one line.
// expect: compile_error | runtime_error | memory_exceeded | timeout | ok
char big[1u << 30] = {[0 ... (1u << 30) - 1] = 7};
int main(void) { return big[3] != 7; }
