// A file that includes itself twice on each level.
// expect: compile_error | output_exceeded
#include __FILE__
#include __FILE__
int main(void) { return 0; }
