// Errors by the ten thousand: the compiler's messages are capped too.
// expect: compile_error
// fill: @ERRORS@ 25000 "undeclared_thing = another_thing;\n"
int main(void) {
@ERRORS@
}
