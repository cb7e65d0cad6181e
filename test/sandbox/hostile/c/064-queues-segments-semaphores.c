// Objects of System V and POSIX, with keys another run may use too.
// expect: ok
// stdout: looked
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
int main(void) {
  int segment = shmget(0x4c45, 4096, 0666);
  if (segment >= 0) printf("ESCAPED: a segment of somebody else\n");
  segment = shmget(0x4c45, 4096, IPC_CREAT | 0666);
  if (segment >= 0) { char *p = shmat(segment, 0, 0); if (p != (void *)-1) strcpy(p, "@MARK@"); }
  if (msgget(0x4c45, 0666) >= 0) puts("ESCAPED: a queue of somebody else");
  msgget(0x4c45, IPC_CREAT | 0666);
  if (semget(0x4c45, 1, 0666) >= 0) puts("ESCAPED: a semaphore of somebody else");
  semget(0x4c45, 1, IPC_CREAT | 0666);
  mqd_t queue = mq_open("/lectern", O_RDWR | O_NONBLOCK);
  if (queue != (mqd_t)-1) puts("ESCAPED: a message queue of somebody else");
  mq_open("/lectern", O_RDWR | O_CREAT, 0666, 0);
  puts("looked");
}
