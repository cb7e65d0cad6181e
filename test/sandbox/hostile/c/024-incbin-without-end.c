// The assembler reads a file that has no end.
// expect: compile_error | runtime_error | ok | memory_exceeded
__asm__(".section .rodata\n.incbin \"/dev/zero\"\n.text");
int main(void) { return 0; }
