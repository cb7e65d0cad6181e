// A loop the compiler must not remove.
// expect: timeout
// limits: wall_ms=900 cpu_ms=500
int main(void) { for (volatile unsigned long i = 0;; i++) {} }
