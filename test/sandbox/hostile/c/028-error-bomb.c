// Errors in their hundred thousands: the compiler's messages are capped too.
// expect: compile_error
// compile-wall
// fill: @ERRORS@ 60000 "undeclared_thing = another_thing;\n"
int main(void) {
@ERRORS@
}
