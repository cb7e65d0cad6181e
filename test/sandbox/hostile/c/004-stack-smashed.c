// Writes far beyond a local array, over its own return address.
// expect: runtime_error
// stdout-not: ESCAPED
#include <stdio.h>
#include <string.h>
static __attribute__((noinline)) void smash(volatile char *room, int length) { for (int i = 0; i < length; i++) room[i] = 'A'; }
static __attribute__((noinline)) int victim(void) { char room[16]; smash(room, 4096); return room[3]; }
int main(int argc, char **argv) { int n = victim(); printf("ESCAPED: survived %d\n", n); return 0; }
