// Writes without end.
// expect: output_exceeded
// truncated
#include <stdio.h>
int main(void) { for (;;) printf("lectern lectern lectern lectern\n"); }
