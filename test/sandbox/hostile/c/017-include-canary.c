// The same with a file anybody may read, by several paths.
// expect: compile_error
#include "@CANARY_FILE@"
#include "../../../../../../../..@CANARY_FILE@"
#include </proc/self/root@CANARY_FILE@>
int main(void) { return 0; }
