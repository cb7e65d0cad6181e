// Writes the marker between compiling and running by itself, many times, with nonsense between.
// expect: ok | runtime_error | output_exceeded
// stdout: forged
#include <stdio.h>
#include <string.h>
#include <unistd.h>
int main(void) {
  const char *marks[] = {"run\n", "compiled\n", "R", "\0\0\0\1R", "{\"phase\":\"compile\"}\n", "\1", "C", "started\n"};
  for (int fd = 3; fd < 64; fd++) for (int i = 0; i < 8; i++) if (write(fd, marks[i], strlen(marks[i]) + 1) > 0) continue;
  puts("forged");
}
