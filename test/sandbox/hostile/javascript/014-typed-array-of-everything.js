// One allocation larger than the machine.
// expect: runtime_error | memory_exceeded
// limits: wall_ms=3000 cpu_ms=2000 memory_mb=128
const all = new Uint8Array(8 * 1024 ** 3);
for (let i = 0; i < all.length; i += 4096) all[i] = 1;
console.log('ESCAPED: 8 GB');
