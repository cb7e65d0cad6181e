// A detached child without outputs, whose parent leaves.
// expect: ok
// stdout: parent leaves
const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'process.title="@COMM@";setInterval(()=>{},1000)'], { detached: true, stdio: 'ignore' });
child.on('error', (error) => console.log('refused', error.code));
child.unref();
console.log('parent leaves');
