// Starts itself, twice, again and again.
// expect: timeout | ok | runtime_error | memory_exceeded
// limits: wall_ms=2500 cpu_ms=1500 memory_mb=128
const { spawn } = require('node:child_process');
for (;;) {
  try {
    spawn(process.execPath, ['/work/main.js'], { detached: true, stdio: 'ignore' }).on('error', () => {});
  } catch (error) {
    console.log('refused', error.code);
  }
}
