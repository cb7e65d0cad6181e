// Closes the engine's own descriptors under its feet.
// expect: ok | runtime_error | timeout
// limits: wall_ms=1500 cpu_ms=1000
const fs = require('node:fs');
for (let fd = 0; fd < 64; fd++) {
  try {
    fs.closeSync(fd);
  } catch {}
}
setTimeout(() => process.exit(0), 50);
