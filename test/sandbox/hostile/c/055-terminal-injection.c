// Types into the controlling terminal, pastes by the console, takes a terminal over.
// expect: ok
// stdout: refused
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  for (int fd = 0; fd < 6; fd++) {
    const char *text = "id\n";
    for (; *text; text++) if (ioctl(fd, TIOCSTI, text) == 0) puts("ESCAPED: typed");
    if (syscall(SYS_ioctl, fd, 0xffffffff00005412UL, "x") == 0) puts("ESCAPED: typed by a wide number");
    char paste = 3;
    if (ioctl(fd, 0x541C, &paste) == 0) puts("ESCAPED: pasted");
    if (ioctl(fd, TIOCSCTTY, 1) == 0) puts("ESCAPED: took the terminal");
  }
  if (open("/dev/tty", O_RDWR) >= 0) puts("ESCAPED: a terminal"); else printf("refused %d\n", errno);
}
