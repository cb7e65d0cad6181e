// Starts whatever may be started: shells, interpreters, the system's tools.
// expect: ok
// stdout: refused
const { spawnSync } = require('node:child_process');
for (const [command, ...args] of [['/bin/sh', '-c', 'cat @CANARY_FILE@'], ['sh', '-c', 'id'], ['/usr/bin/python3', '-c', 'print(open("@CANARY_FILE@").read())'], ['curl', 'http://127.0.0.1:@TCP_PORT@/@MARK@'], ['/usr/bin/env'], ['/usr/bin/mount']]) {
  const answer = spawnSync(command, args, { timeout: 2000 });
  if (answer.status === 0) console.log('ran', command, String(answer.stdout).slice(0, 200));
  else console.log('refused', answer.error?.code ?? answer.status);
}
