// Fills both folders it may write to.
// expect: ok | runtime_error | memory_exceeded
// stdout: refused
// limits: wall_ms=5000 cpu_ms=4000 disk_mb=8
const fs = require('node:fs');
let written = 0;
for (const folder of ['/work', '/tmp', '/dev/shm', '/var/tmp']) {
  try {
    while (written < 1000) {
      fs.appendFileSync(`${folder}/hoard`, Buffer.alloc(1_000_000, 1));
      written += 1;
    }
  } catch (error) {
    console.log('refused', error.code, 'after', written);
  }
}
if (written > 200) console.log('ESCAPED:', written, 'MB');
