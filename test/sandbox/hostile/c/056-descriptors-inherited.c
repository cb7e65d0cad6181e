// What each inherited descriptor is, and whether it leads outside.
// expect: ok | runtime_error
// stdout: looked
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void) {
  for (int fd = 0; fd < 1024; fd++) {
    struct stat what;
    if (fstat(fd, &what) != 0) continue;
    printf("%d %o %lu\n", fd, what.st_mode, (unsigned long)what.st_dev);
    if (S_ISDIR(what.st_mode)) puts("ESCAPED: a folder");
    int up = openat(fd, "..", O_RDONLY | O_DIRECTORY);
    if (up >= 0) puts("ESCAPED: a folder above");
    struct ucred peer; socklen_t length = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0) printf("peer %d %d\n", peer.pid, peer.uid);
  }
  puts("looked");
}
