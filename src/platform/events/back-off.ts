const FIRST_MS = 1000;
const LONGEST_MS = 10 * 60_000;

/** How long to wait after the nth failure (1, 2, …): doubling from 1 s to 10 min, with up to half of it as jitter. */
export const backOffMs = (failures: number, random = Math.random()): number => {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, Math.max(0, failures - 1)));
  return Math.round(full * (0.5 + random / 2));
};
