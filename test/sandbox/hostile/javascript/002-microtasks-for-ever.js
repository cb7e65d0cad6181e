// Promises that follow one another: timers never get their turn.
// expect: timeout
// limits: wall_ms=1200 cpu_ms=900
const again = () => void Promise.resolve().then(again);
again();
setTimeout(() => process.exit(0), 10);
