// Serves the product and brings it up again after every change of a source file.
import { spawn } from 'node:child_process';
import { watch } from 'chokidar';
import { build } from './build.mjs';

build();
const server = spawn(process.execPath, ['--watch', '--watch-preserve-output', '--enable-source-maps', 'dist/src/main.js'], {
  stdio: 'inherit',
});

let pending;
watch(['src', 'plugins', 'migrations'], { ignoreInitial: true }).on('all', () => {
  clearTimeout(pending);
  pending = setTimeout(() => {
    try {
      build();
    } catch (error) {
      console.error(error.message);
    }
  }, 100);
});

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code) => process.exit(code ?? 0));
