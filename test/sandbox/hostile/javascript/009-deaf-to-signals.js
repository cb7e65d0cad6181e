// Handlers for whatever can be handled.
// expect: timeout
// limits: wall_ms=1000
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGXCPU', 'SIGPIPE', 'SIGUSR2', 'SIGQUIT']) {
  try {
    process.on(signal, () => {});
  } catch (error) {
    console.log('refused', error.code);
  }
}
setInterval(() => {}, 1000);
