// Another run of another program: nothing planted runs here.
// expect: ok
// stdout: fresh
// stdout-not: planted
#include <stdio.h>
int main(void) { puts("fresh"); }
