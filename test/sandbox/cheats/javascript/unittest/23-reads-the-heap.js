const v8 = require('node:v8');
v8.setFlagsFromString('--allow-natives-syntax');
const chunks = [];
v8.getHeapSnapshot().on('data', (chunk) => chunks.push(chunk));
module.exports = { add: () => null, count: () => null, apply: () => null };
