// The classic: a folder opened before a change of root leads above it.
// expect: ok
// stdout: refused
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void) {
  int before = open("/", O_RDONLY);
  mkdir("/tmp/jail", 0755);
  if (chroot("/tmp/jail") == 0) puts("ESCAPED: a new root"); else printf("refused %d\n", errno);
  fchdir(before);
  for (int i = 0; i < 100; i++) chdir("..");
  if (access("etc/shadow", F_OK) == 0 || access("@CANARY_FILE@" + 1, F_OK) == 0) puts("ESCAPED: above the root"); else printf("refused %d\n", errno);
}
