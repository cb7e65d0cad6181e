// Opens the debugger's port, for itself and, by signal, for the process around it.
// expect: ok | runtime_error
// stdout: refused
try {
  const inspector = require('node:inspector');
  inspector.open(0, '0.0.0.0');
  console.log('listens inside, where nobody comes:', inspector.url() !== undefined);
  inspector.close();
} catch (error) {
  console.log('refused', error.code);
}
for (const pid of [1, process.ppid, @RUNNER_PID@]) {
  try {
    process.kill(pid, 'SIGUSR1');
    process._debugProcess(pid);
    console.log(pid === @RUNNER_PID@ ? 'ESCAPED: reached the runner' : 'sent to its own parent');
  } catch (error) {
    console.log('refused', error.code);
  }
}
console.log('refused to go further');
process.exit(0);
