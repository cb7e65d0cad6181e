const NOISE_OF_FORMAT = new Set(['uuid', 'date-time', 'email', 'uri']);

/** Takes out what a validator needs and a reader does not: patterns beside a format, the bounds of a safe integer. */
export const plainSchemas = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plainSchemas);
  if (typeof value !== 'object' || value === null) return value;
  const source = value as Readonly<Record<string, unknown>>;
  const entries = Object.entries(source).filter(([key, inner]) => {
    if (key === 'pattern') return !(typeof source.format === 'string' && NOISE_OF_FORMAT.has(source.format));
    return !((key === 'minimum' || key === 'maximum') && Math.abs(Number(inner)) === Number.MAX_SAFE_INTEGER);
  });
  return Object.fromEntries(entries.map(([key, inner]) => [key, plainSchemas(inner)]));
};
