// A value nobody asked for, to every descriptor.
// expect: ok | runtime_error | output_exceeded
// stdout: forged
// no-value
const fs = require('node:fs');
console.log('forged');
const message = JSON.stringify({ status: 'ok', value: '42', tests: [{ name: 'all', passed: true, duration_ms: 0, message: '' }] });
const length = Buffer.alloc(4);
for (let fd = 3; fd < 64; fd++) {
  for (const write of [length.writeUInt32BE.bind(length), length.writeUInt32LE.bind(length)]) {
    write(message.length);
    try {
      fs.writeSync(fd, Buffer.concat([length, Buffer.from(message)]));
    } catch {}
    try {
      fs.writeSync(fd, message + '\n');
    } catch {}
  }
}
process.reallyExit(0);
