// No end condition.
// expect: runtime_error
// stderr: RangeError
const again = (depth) => again(depth + 1) + 1;
again(0);
