// Calls a name every object has.
// expect: runtime_error
// call: constructor ["return process.env"]
// no-value
const answer = 1;
