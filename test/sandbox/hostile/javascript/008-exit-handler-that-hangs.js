// The program ends; what it does at the end does not.
// expect: timeout
// limits: wall_ms=1200 cpu_ms=900
process.on('exit', () => {
  for (;;) {}
});
