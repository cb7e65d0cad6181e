// An interval keeps the process alive without using it.
// expect: timeout
// limits: wall_ms=1000
setInterval(() => {}, 1000);
