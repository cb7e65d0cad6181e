// Objects until the heap is full.
// expect: memory_exceeded
// limits: wall_ms=6000 cpu_ms=5000 memory_mb=128
const hoard = [];
for (;;) hoard.push(new Array(10_000).fill({}));
