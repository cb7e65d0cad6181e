// Changes what others will run.
// expect: ok
// stdout: refused
const fs = require('node:fs');
for (const path of ['/usr/bin/planted', '/bin/planted', '/planted', '/etc/planted', '/dev/planted', '/usr/lib/planted', process.execPath, process.execPath + '.x']) {
  for (const write of [() => fs.writeFileSync(path, '@MARK@'), () => fs.appendFileSync(path, ' '), () => fs.symlinkSync('/tmp', path), () => fs.renameSync(path, '/tmp/x'), () => fs.chmodSync(path, 0o777), () => fs.unlinkSync(path)]) {
    try {
      write();
      console.log('ESCAPED: changed', path);
    } catch (error) {
      console.log('refused', error.code);
    }
  }
}
