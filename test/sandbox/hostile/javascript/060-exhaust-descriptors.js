// Opens files and watchers until the system says no.
// expect: ok | runtime_error
// stdout: refused
// limits: wall_ms=4000 cpu_ms=3000
const fs = require('node:fs');
let made = 0;
try {
  for (; made < 100_000; made++) fs.openSync('/dev/null', 'r');
  console.log('ESCAPED: 100000 descriptors');
} catch (error) {
  fs.writeSync(1, `refused ${error.code} after ${made}\n`);
}
process.reallyExit(0);
