// A value that runs code while it is written.
// expect: ok | runtime_error | timeout
// call: answer []
// no-value
// limits: wall_ms=1500 cpu_ms=1000
function answer() {
  return { get value() { for (;;) {} } };
}
