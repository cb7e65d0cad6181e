// Ends the process in the middle of a call.
// expect: ok | runtime_error
// call: answer [1]
// no-value
function answer() {
  process.reallyExit(0);
}
