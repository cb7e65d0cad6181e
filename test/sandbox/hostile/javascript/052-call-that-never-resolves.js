// A promise nobody keeps.
// expect: ok | runtime_error | timeout
// call: answer []
// no-value
// limits: wall_ms=1500
function answer() {
  return new Promise(() => {});
}
