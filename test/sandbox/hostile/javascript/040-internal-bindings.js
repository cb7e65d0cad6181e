// The doors below the library: bindings of the engine.
// expect: ok | runtime_error
// stdout: refused
for (const name of ['spawn_sync', 'process_wrap', 'pipe_wrap', 'tcp_wrap', 'fs', 'inspector', 'os', 'uv', 'natives']) {
  try {
    const binding = process.binding(name);
    if (name === 'spawn_sync') {
      const answer = binding.spawn({ file: '/bin/cat', args: ['cat', '@CANARY_FILE@'], envPairs: [], stdio: [{ type: 'pipe', readable: true }, { type: 'pipe', writable: true }, { type: 'inherit', fd: 2 }] });
      console.log(answer.status === 0 ? 'ESCAPED: ' + answer.output : 'refused', answer.error);
    } else console.log('bound', name);
  } catch (error) {
    console.log('refused', error.code ?? error.message);
  }
}
