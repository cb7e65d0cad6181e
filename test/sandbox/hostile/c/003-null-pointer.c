// Writes to nowhere.
// expect: runtime_error
int main(void) { *(volatile int *)0 = 1; }
