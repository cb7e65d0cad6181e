// Ends with what the compiler would say, before anything is printed.
// expect: runtime_error
// stderr: main.c
#include <stdio.h>
int main(void) { fprintf(stderr, "main.c:1:1: error: expected identifier\ncompilation terminated.\n"); return 1; }
