// Writes without end, and without waiting.
// expect: output_exceeded | memory_exceeded
// truncated
// limits: wall_ms=5000 cpu_ms=4000
for (;;) process.stdout.write('flood'.repeat(1000));
