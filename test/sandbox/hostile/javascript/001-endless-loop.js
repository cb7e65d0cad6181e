// A loop that never ends.
// expect: timeout
// limits: wall_ms=1200 cpu_ms=800
for (;;) {}
