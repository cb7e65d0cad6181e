const { Worker } = require('node:worker_threads');
const source =
  "const { Session } = require('node:inspector'); const s = new Session(); s.connectToMainThread(); s.post('Debugger.enable');";
new Worker(source, { eval: true });
module.exports = { add: () => null, count: () => null, apply: () => null };
