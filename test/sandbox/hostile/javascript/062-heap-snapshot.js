// Writes its whole heap to disk.
// expect: ok | runtime_error | memory_exceeded | timeout
// limits: wall_ms=4000 cpu_ms=3000 memory_mb=128 disk_mb=8
try {
  console.log(require('node:v8').writeHeapSnapshot('/work/heap'));
} catch (error) {
  console.log('refused', error.code);
}
