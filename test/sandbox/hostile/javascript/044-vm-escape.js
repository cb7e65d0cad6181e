// Out of a context by a constructor, which is no boundary and needs to be none.
// expect: ok
// stdout: refused
const vm = require('node:vm');
try {
  const outer = vm.runInNewContext('this.constructor.constructor("return process")()', {});
  console.log('ESCAPED:', outer.mainModule.require('fs').readFileSync('@CANARY_FILE@', 'utf8'));
} catch (error) {
  console.log('refused', error.code ?? error.message);
}
try {
  vm.runInNewContext('for(;;){}', {}, { timeout: 50 });
} catch (error) {
  console.log('refused', error.code);
}
