// Poisons the prototypes which a bootstrap in the same process would use.
// expect: ok | runtime_error
// no-value
Object.prototype.status = 'ok';
Object.prototype.value = '42';
Object.prototype.toJSON = () => ({ passed: true });
Array.prototype.push = Array.prototype.map = Array.prototype.join = () => process.exit(0);
JSON.stringify = () => '{"passed":true}';
Buffer.from = Buffer.alloc = Buffer.concat = () => ({});
Promise.prototype.then = () => {};
process.exit = process.reallyExit = () => {};
