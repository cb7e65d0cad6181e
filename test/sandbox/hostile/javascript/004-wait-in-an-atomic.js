// Blocks the main thread on memory nobody changes.
// expect: timeout
// limits: wall_ms=1000
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
