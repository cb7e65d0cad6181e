const { Session } = require('node:inspector');
const session = new Session();
session.connect();
session.post('Debugger.enable');
session.post('Runtime.evaluate', { expression: '1' }, () => undefined);
module.exports = { add: () => null, count: () => null, apply: () => null };
