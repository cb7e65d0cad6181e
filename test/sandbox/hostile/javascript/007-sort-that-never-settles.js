// A comparison that does more work each time.
// expect: timeout
// limits: wall_ms=1200 cpu_ms=900
let work = 1;
Array.from({ length: 100_000 }, (_, i) => i).sort((a, b) => {
  for (let i = 0; i < work; i++) Math.sqrt(i);
  work *= 1.01;
  return Math.random() - 0.5;
});
