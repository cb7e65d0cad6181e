// Extended attributes: memory of the kernel that belongs to files without content.
// expect: ok | memory_exceeded | runtime_error | timeout
// limits: wall_ms=3000 cpu_ms=2000 memory_mb=64
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>
int main(void) {
  static char value[60000]; char name[64]; long total = 0;
  memset(value, 'x', sizeof value);
  for (int i = 0; i < 8000; i++) {
    snprintf(name, sizeof name, "/tmp/%d", i);
    int fd = open(name, O_CREAT | O_WRONLY, 0600);
    if (fd < 0) break;
    if (fsetxattr(fd, "user.x", value, sizeof value, 0) == 0) total += sizeof value;
    close(fd);
  }
  printf("refused %d at %ld\n", errno, total);
  if (total > 300000000) puts("ESCAPED: hundreds of megabytes");
}
