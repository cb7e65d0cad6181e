// Loads machine code: a file it made, a library that is there.
// expect: ok | runtime_error
// stdout: refused
const fs = require('node:fs');
const libraries = ['/usr/lib/x86_64-linux-gnu/libc.so.6', '/lib/x86_64-linux-gnu/libm.so.6', '/work/evil.node', '@CANARY_FILE@'];
fs.writeFileSync('/work/evil.node', Buffer.from('7f454c460201010000000000000000000300', 'hex'));
for (const path of libraries) {
  try {
    process.dlopen({ exports: {} }, path);
    console.log('loaded', path);
  } catch (error) {
    console.log('refused', error.code ?? error.message.slice(0, 60));
  }
}
