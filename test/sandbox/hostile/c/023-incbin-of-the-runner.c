// The same with the runner's files and the machine's secrets; any that is there is an escape.
// expect: compile_error
#include <stdio.h>
__asm__(".section .rodata\n.global stolen\nstolen: .incbin \"/etc/shadow\"\n.incbin \"/proc/1/environ\"\n.incbin \"@PROJECT@/package.json\"\n.byte 0\n.text");
extern const char stolen[];
int main(void) { printf("ESCAPED: %s\n", stolen); }
