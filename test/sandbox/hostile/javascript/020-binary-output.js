// Every byte, and half a character at the end.
// expect: ok
// stdout: end
const fs = require('node:fs');
fs.writeSync(1, Buffer.from(Array.from({ length: 256 }, (_, i) => i)));
fs.writeSync(1, Buffer.concat([Buffer.from(' end '), Buffer.from([0xe2, 0x82])]));
