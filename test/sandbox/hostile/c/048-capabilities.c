// Which it has, which it can take, and whether the bounding set is empty.
// expect: ok
// stdout: refused
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{0}};
  syscall(SYS_capget, &header, data);
  if (data[0].effective | data[0].permitted | data[0].inheritable | data[1].effective | data[1].permitted) puts("ESCAPED: has capabilities");
  data[0].effective = data[0].permitted = data[0].inheritable = 0xffffffff;
  if (syscall(SYS_capset, &header, data) == 0) puts("ESCAPED: took capabilities"); else printf("refused %d\n", errno);
  for (int c = 0; c < 41; c++) if (prctl(PR_CAPBSET_READ, c) == 1) { printf("ESCAPED: bounding set has %d\n", c); break; }
  if (prctl(PR_CAP_AMBIENT, 2, 21, 0, 0) == 0) puts("ESCAPED: ambient"); else printf("refused %d\n", errno);
  if (prctl(PR_SET_SECUREBITS, 0) == 0) puts("ESCAPED: secure bits"); else printf("refused %d\n", errno);
}
