// Reads what a host has, by path, by dots, by links.
// expect: ok
// stdout: refused
const fs = require('node:fs');
const paths = ['/etc/shadow', '/etc/passwd', '/proc/1/environ', '/proc/self/environ', '/proc/self/maps', '/proc/self/cmdline', '/proc/kcore', '/proc/version', '/sys/kernel/notes', '@CANARY_FILE@', '/work/../..@CANARY_FILE@', '@PROJECT@/package.json', '@RUNNER_SOCKET@', '/dev/mem', '/dev/kmsg', '/sys/fs/cgroup/memory/tasks', '/root/.ssh/id_rsa', '/proc/@RUNNER_PID@/environ'];
for (const path of paths) {
  for (const read of [() => fs.readFileSync(path), () => fs.openSync(path, 'r'), () => fs.readdirSync(path), () => fs.statSync(path), () => fs.readFileSync(new URL('file://' + encodeURI(path)))]) {
    try {
      console.log('ESCAPED:', path, String(read()).slice(0, 60));
    } catch (error) {
      console.log('refused', error.code);
    }
  }
}
