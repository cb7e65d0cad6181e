// A NUL in the source.
// expect: ok | compile_error
// fill: @NUL@ 1 "\u0000"
int main(void) { return 0;@NUL@ }
