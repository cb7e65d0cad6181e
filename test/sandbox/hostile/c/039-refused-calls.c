// Every call that only an administrator needs: each must be refused.
// expect: ok
// stdout: refused
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
static void attempt(const char *name, long answer) {
  if (answer >= 0) printf("ESCAPED: %s gave %ld\n", name, answer); else printf("refused %s %d\n", name, errno);
}
#define TRY(name, ...) attempt(#name, syscall(SYS_##name, ##__VA_ARGS__))
int main(void) {
  char room[256] = {0};
  TRY(mount, "proc", "/tmp", "proc", 0, 0);
  TRY(umount2, "/work", 2);
  TRY(pivot_root, "/work", "/work");
  TRY(chroot, "/work");
  TRY(unshare, 0x10000000);
  TRY(unshare, 0x20000);
  TRY(setns, 0, 0);
  TRY(bpf, 0, room, 64);
  TRY(perf_event_open, room, 0, -1, -1, 0);
  TRY(userfaultfd, 0);
  TRY(keyctl, 0, -3, 1);
  TRY(add_key, "user", "x", "y", 1, -4);
  TRY(request_key, "user", "x", 0, -4);
  TRY(init_module, room, 1, "");
  TRY(finit_module, 0, "", 0);
  TRY(delete_module, "x", 0);
  TRY(kexec_load, 0, 0, 0, 0);
  TRY(reboot, 0xfee1dead, 0x28121969, 0, 0);
  TRY(settimeofday, room, 0);
  TRY(clock_settime, 0, room);
  TRY(sethostname, "x", 1);
  TRY(setdomainname, "x", 1);
  TRY(swapon, "/work", 0);
  TRY(swapoff, "/work");
  TRY(acct, "/work/acct");
  TRY(quotactl, 0, "/", 0, 0);
  TRY(syslog, 3, room, 256);
  TRY(vhangup);
  TRY(open_by_handle_at, 0, room, 0);
  TRY(io_uring_setup, 8, room);
  TRY(io_uring_enter, 0, 1, 0, 0, 0, 0);
  TRY(io_uring_register, 0, 0, 0, 0);
  TRY(fanotify_init, 0, 0);
  TRY(lookup_dcookie, 0, room, 256);
  TRY(move_pages, 1, 1, room, 0, room, 0);
  TRY(process_vm_readv, 1, room, 1, room, 1, 0);
  TRY(process_vm_writev, 1, room, 1, room, 1, 0);
  TRY(kcmp, 1, 1, 0, 0, 0);
  TRY(ptrace, 16, 1, 0, 0);
  TRY(fsopen, "tmpfs", 0);
  TRY(open_tree, -100, "/", 1);
  TRY(move_mount, -100, "/usr", -100, "/work", 0);
  TRY(fsmount, 0, 0, 0);
  TRY(mount_setattr, -100, "/usr", 0, room, 32);
  TRY(pidfd_getfd, 0, 0, 0);
#ifdef SYS_iopl
  TRY(iopl, 3);
  TRY(ioperm, 0x80, 1, 1);
  TRY(modify_ldt, 0, room, 256);
  TRY(kexec_file_load, 0, 0, 0, "", 0);
#endif
}
