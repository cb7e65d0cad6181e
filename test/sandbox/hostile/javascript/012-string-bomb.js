// A string that doubles, flattened each time.
// expect: memory_exceeded | runtime_error
// limits: wall_ms=6000 cpu_ms=5000 memory_mb=128
let text = 'lectern';
const hoard = [];
for (;;) {
  text += text;
  if (text.length > 100_000_000) text = text.slice(0, 50_000_000) + hoard.length;
  hoard.push(Buffer.from(text).toString('latin1'));
}
