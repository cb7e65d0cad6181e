// One multiplication of numbers with millions of digits after another.
// expect: timeout | memory_exceeded | runtime_error
// limits: wall_ms=1500 cpu_ms=1000
let number = 3n;
for (;;) number = number ** 3n;
