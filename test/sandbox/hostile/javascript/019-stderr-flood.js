// The same on the other stream, by the file system's door.
// expect: output_exceeded
// truncated
// limits: wall_ms=5000 cpu_ms=4000
const fs = require('node:fs');
for (;;) fs.writeSync(2, 'flood'.repeat(1000));
