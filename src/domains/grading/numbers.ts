/** How far a number may be off, absolutely or relative to the expected one, whichever is more. */
export const DEFAULT_TOLERANCE = 1e-6;

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The finite number a token spells in decimal; undefined for anything else (`nan`, `inf`, `0x10`, `1e999`). */
export const finiteNumber = (token: string): number | undefined => {
  if (!DECIMAL.test(token)) return undefined;
  const value = Number(token);
  return Number.isFinite(value) ? value : undefined;
};

/** |actual − expected| ≤ tolerance · max(1, |expected|). Infinite numbers and NaN are near nothing. */
export const isNear = (expected: number, actual: number, tolerance: number): boolean =>
  Number.isFinite(expected) && Number.isFinite(actual) && Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
