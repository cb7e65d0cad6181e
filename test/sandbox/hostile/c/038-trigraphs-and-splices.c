// A comment that ends on the next line, a name spelled by number, an odd end of file.
// expect: ok | compile_error | runtime_error
#include <stdio.h>
// is this a comment? \
printf("no");
int main(void) { puts("still no"); return 0; } // the file ends in a splice \
