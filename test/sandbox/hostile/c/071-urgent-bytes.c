// Bytes out of band on a pair of sockets and on its inherited ones: code of the kernel that nobody needs and many have broken.
// expect: ok
// stdout: refused
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
  int pair[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
  int doors[] = {pair[0], 1, 2, 0, 4};
  for (int i = 0; i < 5; i++) {
    if (send(doors[i], "x", 1, MSG_OOB) >= 0) puts("ESCAPED: an urgent byte"); else printf("refused %d\n", errno);
    struct iovec part = {"y", 1};
    struct msghdr message = {0, 0, &part, 1, 0, 0, 0};
    if (sendmsg(doors[i], &message, MSG_OOB | MSG_NOSIGNAL) >= 0) puts("ESCAPED: an urgent message"); else printf("refused %d\n", errno);
  }
  char byte;
  if (recv(pair[1], &byte, 1, MSG_OOB) >= 0) puts("ESCAPED: received"); else printf("refused %d\n", errno);
}
