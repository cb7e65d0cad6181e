import type { Limits } from './protocol.js';

/** What a run may use up unless a request says otherwise, in languages that need nothing else. */
export const USUAL_LIMITS: Limits = { wall_ms: 10_000, cpu_ms: 5000, memory_mb: 256, output_bytes: 65_536, processes: 32, disk_mb: 16 };

/** What a request may ask for at the most. */
export const USUAL_MOST: Limits = {
  wall_ms: 60_000,
  cpu_ms: 60_000,
  memory_mb: 1024,
  output_bytes: 4_194_304,
  processes: 128,
  disk_mb: 128,
};
