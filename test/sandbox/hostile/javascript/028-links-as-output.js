// Links where files were expected.
// expect: ok
// stdout: planted
const fs = require('node:fs');
for (const [name, target] of [['out.txt', '/etc/shadow'], ['canary', '@CANARY_FILE@'], ['up', '../../..'], ['loop', 'loop']]) fs.symlinkSync(target, '/work/' + name);
try {
  fs.unlinkSync('/work/main.js');
  fs.symlinkSync('@CANARY_FILE@', '/work/main.js');
  console.log('ESCAPED:', fs.readFileSync('/work/main.js', 'utf8'));
} catch (error) {
  console.log('refused', error.code);
}
console.log('planted');
