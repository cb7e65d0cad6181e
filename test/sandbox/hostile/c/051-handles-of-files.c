// Opens files by number instead of by name, which ignores the walls between mounts.
// expect: ok
// stdout: refused
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
int main(void) {
  struct { struct file_handle head; unsigned char body[128]; } handle;
  int mount;
  handle.head.handle_bytes = 128;
  const char *paths[] = {"/", "/usr", "/work"};
  for (int i = 0; i < 3; i++) {
    int root = open(paths[i], O_RDONLY);
    for (unsigned inode = 1; inode < 20; inode++) {
      memset(handle.body, 0, sizeof handle.body);
      handle.head.handle_bytes = 8; handle.head.handle_type = 1; memcpy(handle.body, &inode, 4);
      if (open_by_handle_at(root, &handle.head, O_RDONLY) >= 0) puts("ESCAPED: opened by number");
    }
    printf("refused %d, named %d\n", errno, name_to_handle_at(-100, paths[i], &handle.head, &mount, 0));
  }
}
