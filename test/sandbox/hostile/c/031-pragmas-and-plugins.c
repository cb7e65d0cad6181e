// Asks the compiler to load a plugin, to write elsewhere, to change its options.
// expect: ok | compile_error
#pragma GCC optimize ("O3,unroll-all-loops")
#pragma GCC dependency "/etc/shadow"
#pragma GCC poison nothing
#pragma comment(linker, "-plugin /work/evil.so")
#pragma comment(option, "-o /usr/bin/evil")
__asm__(".section .note.GNU-stack,\"\",@progbits\n.text");
int main(void) { return 0; }
