// A pattern whose matching takes exponential time.
// expect: timeout
// limits: wall_ms=1200 cpu_ms=900
console.log(/^(a+)+$/.test('a'.repeat(40) + 'b'));
