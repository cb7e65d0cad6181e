// Ends whoever started it.
// expect: runtime_error | timeout | ok
// limits: wall_ms=1500
for (const pid of [process.ppid, 1, @RUNNER_PID@, -1]) {
  for (const signal of ['SIGTERM', 'SIGSTOP', 'SIGKILL']) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      console.log('refused', error.code);
    }
  }
}
