// Sends a descriptor to whoever is at the other end, and waits to be given one.
// expect: ok | runtime_error | timeout
// limits: wall_ms=1500
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
  for (int fd = 0; fd < 16; fd++) {
    char room[CMSG_SPACE(sizeof(int) * 8)], byte = 'x';
    struct iovec part = {&byte, 1};
    struct msghdr message = {0, 0, &part, 1, room, sizeof room, 0};
    struct cmsghdr *control = CMSG_FIRSTHDR(&message);
    control->cmsg_level = SOL_SOCKET; control->cmsg_type = SCM_RIGHTS; control->cmsg_len = CMSG_LEN(sizeof(int) * 8);
    for (int i = 0; i < 8; i++) ((int *)CMSG_DATA(control))[i] = 1;
    sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (recvmsg(fd, &message, MSG_DONTWAIT) > 0 && message.msg_controllen > 0 && CMSG_FIRSTHDR(&message)) puts("ESCAPED: was given a descriptor");
  }
  puts("asked");
}
