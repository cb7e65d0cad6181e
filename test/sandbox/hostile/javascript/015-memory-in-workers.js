// Several heaps, each with its own limit.
// expect: memory_exceeded | runtime_error | ok | timeout
// stdout-not: ESCAPED
// limits: wall_ms=5000 cpu_ms=4000 memory_mb=128
try {
  const { Worker } = require('node:worker_threads');
  let full = 0;
  for (let i = 0; i < 6; i++) {
    const worker = new Worker('const h=[];for(let i=0;i<60;i++)h.push(Buffer.alloc(1e6,1));require("worker_threads").parentPort.postMessage(h.length);setTimeout(()=>{},500)', { eval: true });
    worker.on('message', () => (full += 60) >= 360 && console.log('ESCAPED: 360 MB in workers'));
    worker.on('error', (error) => console.log('refused', error.code));
  }
} catch (error) {
  console.log('refused', error.code);
}
