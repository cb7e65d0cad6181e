// Wraps every inherited descriptor and speaks through it.
// expect: ok | runtime_error | output_exceeded
// stdout: looked
// no-value
const fs = require('node:fs');
const net = require('node:net');
for (let fd = 3; fd < 64; fd++) {
  try {
    const what = fs.fstatSync(fd);
    if (what.isDirectory()) console.log('ESCAPED: a folder', fd);
    if (what.isSocket()) new net.Socket({ fd }).on('error', () => {}).unref().write('@MARK@');
  } catch (error) {
    if (error.code !== 'EBADF') console.log('refused', error.code);
  }
}
console.log('looked');
process.exit(0);
