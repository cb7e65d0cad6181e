const { writeFileSync } = require('node:fs');
writeFileSync('/work/evil.node', Buffer.alloc(1000, 127));
process.dlopen({ exports: {} }, '/work/evil.node');
module.exports = { add: () => null, count: () => null, apply: () => null };
