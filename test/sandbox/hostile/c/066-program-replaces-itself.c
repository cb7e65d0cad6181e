// Overwrites the running program and the source, then runs what the compiler left.
// expect: ok | runtime_error | timeout
// limits: wall_ms=2000
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int argc, char **argv) {
  unlink(argv[0]);
  int fd = open(argv[0], O_CREAT | O_WRONLY, 0755);
  printf("replaced %d %d\n", fd, errno); fflush(stdout);
  if (fd >= 0) { write(fd, "#!/bin/sh\necho planted\n", 23); close(fd); execv(argv[0], argv); }
  execl("/usr/bin/gcc", "gcc", "-x", "c", "-o", "/usr/bin/evil", "/work/main.c", (char *)0);
}
