// An object that holds itself, and a number JSON does not know.
// expect: ok | runtime_error
// call: answer []
// no-value
function answer() {
  const circle = { big: 1n };
  circle.self = circle;
  return circle;
}
