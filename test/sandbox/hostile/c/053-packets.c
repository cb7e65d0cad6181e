// Raw packets, packets of the link layer, sockets of the kernel's own kinds.
// expect: ok
// stdout: refused
#include <errno.h>
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/if_alg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
  int raw = socket(AF_INET, SOCK_RAW, 255);
  struct sockaddr_in to = {AF_INET, 0, {inet_addr("192.0.2.77")}};
  if (raw >= 0 && sendto(raw, "@MARK@", 8, 0, (void *)&to, sizeof to) > 0) puts("ESCAPED: a raw packet"); else printf("refused %d\n", errno);
  int packet = socket(AF_PACKET, SOCK_RAW, htons(3));
  if (packet >= 0) puts("ESCAPED: a packet socket"); else printf("refused %d\n", errno);
  struct sockaddr_alg hash = {AF_ALG, "hash", 0, 0, "sha256"};
  int crypto = socket(AF_ALG, SOCK_SEQPACKET, 0);
  if (crypto >= 0 && bind(crypto, (void *)&hash, sizeof hash) == 0) puts("ESCAPED: the kernel's ciphers"); else printf("refused %d\n", errno);
  int vm = socket(40, SOCK_STREAM, 0);
  if (vm >= 0) {
    unsigned host[4] = {40, 22, 2, 0};
    if (connect(vm, (void *)host, sizeof host) == 0) puts("ESCAPED: the hypervisor answers"); else printf("refused %d\n", errno);
  } else printf("refused %d\n", errno);
  int ping = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
  if (ping >= 0 && sendto(ping, "\10\0\0\0@MARK@", 16, 0, (void *)&to, sizeof to) > 0) puts("ESCAPED: a ping"); else printf("refused %d\n", errno);
}
