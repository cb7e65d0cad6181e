// An error whose stack is a trap.
// expect: runtime_error | timeout
// limits: wall_ms=1500 cpu_ms=1000
const liar = new Error('liar');
Object.defineProperty(liar, 'stack', { get: () => { for (;;) {} } });
throw liar;
