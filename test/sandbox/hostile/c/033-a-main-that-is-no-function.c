// Machine code where a function is expected.
// expect: runtime_error | compile_error
const int main = 0xcccccccc;
