// As much source as the runner takes, in one expression.
// expect: ok | runtime_error | memory_exceeded
// limits: wall_ms=8000 cpu_ms=6000
// fill: @SUM@ 200000 "1+"
console.log(@SUM@1);
