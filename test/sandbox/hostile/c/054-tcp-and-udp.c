// The plain way out, and the way through what it finds open.
// expect: ok
// stdout: refused
#include <errno.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
  const char *addresses[] = {"127.0.0.1", "@HOST_IP@", "192.0.2.77"};
  for (int i = 0; i < 3; i++) {
    struct sockaddr_in to = {AF_INET, htons(@TCP_PORT@), {inet_addr(addresses[i])}};
    int tcp = socket(AF_INET, SOCK_STREAM, 0);
    if (tcp >= 0 && connect(tcp, (void *)&to, sizeof to) == 0) { write(tcp, "@MARK@", 8); puts("ESCAPED: connected"); } else printf("refused %d\n", errno);
    if (sendto(tcp, "@MARK@", 8, 0x20000000, (void *)&to, sizeof to) >= 0) puts("ESCAPED: fast open"); else printf("refused %d\n", errno);
    to.sin_port = htons(@UDP_PORT@);
    int udp = socket(AF_INET, SOCK_DGRAM, 0);
    sendto(udp, "@MARK@", 8, 0, (void *)&to, sizeof to);
    for (int fd = 3; fd < 64; fd++) if (connect(fd, (void *)&to, sizeof to) == 0 && fd != udp) puts("ESCAPED: through an inherited socket");
  }
}
