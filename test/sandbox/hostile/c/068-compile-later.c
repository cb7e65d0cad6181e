// Uses the compiler from within the program to read what it may not.
// expect: ok | runtime_error | timeout
// limits: wall_ms=4000 cpu_ms=3000
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(void) {
  FILE *file = fopen("/work/x.c", "w");
  if (!file) return 0;
  fputs("__asm__(\".incbin \\\"@CANARY_FILE@\\\"\");\n#include \"/etc/passwd\"\n", file); fclose(file);
  dup2(1, 2);
  execl("/usr/bin/gcc", "gcc", "-c", "-fplugin=@CANARY_FILE@", "-specs=@CANARY_FILE@", "-wrapper", "/bin/cat,@CANARY_FILE@", "@@CANARY_FILE@", "/work/x.c", (char *)0);
  puts("refused");
}
