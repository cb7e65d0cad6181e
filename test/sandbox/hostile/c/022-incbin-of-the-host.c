// The assembler puts files of the host into the program, which prints them.
// expect: compile_error
#include <stdio.h>
__asm__(".section .rodata\n.global stolen\nstolen: .incbin \"@CANARY_FILE@\"\n.byte 0\n.text");
extern const char stolen[];
int main(void) { printf("ESCAPED: %s\n", stolen); }
