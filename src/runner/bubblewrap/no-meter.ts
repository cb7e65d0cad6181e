import type { Meter } from './meter.js';

/** Where nothing measures: resource limits alone hold. */
export const noMeter = (): Meter => ({
  joins: [],
  begin: () => undefined,
  cpuMs: () => undefined,
  peakKb: () => null,
  memoryExceeded: () => false,
  kill: () => undefined,
  release: () => undefined,
});
