// Changes the engine's flags while it runs: natives, memory, writable code.
// expect: ok | runtime_error | timeout | memory_exceeded
// limits: wall_ms=2500 cpu_ms=1500 memory_mb=128
const v8 = require('node:v8');
v8.setFlagsFromString('--max-old-space-size=100000');
v8.setFlagsFromString('--allow-natives-syntax');
v8.setFlagsFromString('--stack-size=60000');
try {
  new Function('%DebugPrint(process.env)')();
} catch (error) {
  console.log('refused', error.message);
}
const again = (depth) => again(depth + 1) + 1;
again(0);
