// Memory outside of the engine's heap, which its own limit does not count.
// expect: memory_exceeded | runtime_error
// limits: wall_ms=6000 cpu_ms=5000 memory_mb=128
const hoard = [];
for (let i = 0; i < 2000; i++) hoard.push(Buffer.alloc(1_000_000, 1));
console.log('ESCAPED: 2 GB', hoard.length);
