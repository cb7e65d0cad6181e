// Parentheses a hundred thousand deep.
// expect: compile_error | ok
// fill: @OPEN@ 100000 "("
// fill: @CLOSE@ 100000 ")"
int main(void) { return @OPEN@0@CLOSE@; }
