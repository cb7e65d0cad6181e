const { writeSync } = require('node:fs');
const payload = Buffer.from('0'.repeat(64) + JSON.stringify([{ name: 'small', passed: true, duration_ms: 1, message: '' }]));
const head = Buffer.alloc(5, 'T');
head.writeUInt32BE(payload.length, 1);
writeSync(4, Buffer.concat([head, payload]));
process.exit(0);
