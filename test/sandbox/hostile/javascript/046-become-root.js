// Every call that changes who one is.
// expect: ok
// stdout: refused
if (process.getuid() === 0 || process.geteuid() === 0) console.log('ESCAPED: is root');
for (const act of ['setuid', 'seteuid', 'setgid', 'setegid', 'setgroups', 'initgroups']) {
  try {
    process[act](...(act === 'setgroups' ? [[0]] : act === 'initgroups' ? ['root', 0] : [0]));
    console.log('ESCAPED:', act);
  } catch (error) {
    console.log('refused', error.code);
  }
}
try {
  require('node:os').setPriority(0, -20);
  console.log('ESCAPED: goes first');
} catch (error) {
  console.log('refused', error.code);
}
