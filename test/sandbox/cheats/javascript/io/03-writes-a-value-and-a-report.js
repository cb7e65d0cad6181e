const { writeSync } = require('node:fs');
for (const letter of ['V', 'T']) writeSync(4, Buffer.from([letter.charCodeAt(0), 0, 0, 0, 1, 54]));
