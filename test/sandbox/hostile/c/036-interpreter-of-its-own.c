// Names another loader in the program: a file of the host as interpreter.
// expect: ok | runtime_error | compile_error
const char loader[] __attribute__((section(".interp"))) = "@CANARY_FILE@";
int main(void) { return 0; }
