// Memory of WebAssembly, grown page by page.
// expect: memory_exceeded | runtime_error
// limits: wall_ms=6000 cpu_ms=5000 memory_mb=128
const memories = [];
for (let i = 0; i < 60; i++) {
  const memory = new WebAssembly.Memory({ initial: 512, maximum: 65536 });
  new Uint8Array(memory.buffer).fill(1);
  memories.push(memory);
}
console.log('ESCAPED:', memories.length * 32, 'MB');
