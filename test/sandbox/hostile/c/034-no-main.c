// Nothing to start.
// expect: compile_error
int almost_main(void) { return 0; }
