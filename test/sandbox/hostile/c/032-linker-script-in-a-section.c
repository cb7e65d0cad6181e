// Options for the linker in the places it reads them from.
// expect: ok | compile_error
__attribute__((section(".drectve"))) const char options[] = "-export:main -include:@CANARY_FILE@";
__attribute__((section(".comment"))) const char note[] = "-T @CANARY_FILE@";
__asm__(".symver main,main@@LECTERN\n");
int main(void) { return 0; }
