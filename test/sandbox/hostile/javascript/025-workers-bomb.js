// Threads until there are no more.
// expect: ok | runtime_error | memory_exceeded | timeout
// limits: wall_ms=3000 cpu_ms=2000 memory_mb=128
const { Worker } = require('node:worker_threads');
let made = 0;
const more = () => {
  try {
    const worker = new Worker('setInterval(()=>{},1000)', { eval: true });
    worker.on('error', (error) => (console.log('refused', error.code), process.exit(0)));
    worker.on('online', more);
    if (++made > 300) (console.log('ESCAPED: 300 threads'), process.exit(0));
  } catch (error) {
    console.log('refused', error.code);
    process.exit(0);
  }
};
more();
