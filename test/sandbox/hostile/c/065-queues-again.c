// The same once more: what the run before left behind must not be here.
// expect: ok
// stdout: looked
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
int main(void) {
  if (shmget(0x4c45, 4096, 0666) >= 0 || semget(0x4c45, 1, 0666) >= 0) puts("ESCAPED: left by another run");
  if (mq_open("/lectern", O_RDWR | O_NONBLOCK) != (mqd_t)-1) puts("ESCAPED: a queue left by another run");
  for (int id = 0; id < 64; id++) if (shmat(id, 0, SHM_RDONLY) != (void *)-1) puts("ESCAPED: a segment by its number");
  puts("looked");
}
