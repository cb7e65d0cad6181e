// Rejections by the ten thousand.
// expect: runtime_error
// limits: wall_ms=4000 cpu_ms=3000
for (let i = 0; i < 20_000; i++) Promise.reject(new Error('rejected ' + i));
