// A million open brackets, and an object as deep.
// expect: runtime_error | memory_exceeded
// limits: wall_ms=5000 cpu_ms=4000
let nest = [];
for (let i = 0; i < 1_000_000; i++) nest = [nest];
JSON.stringify(nest);
