/** No text that came in can contain it: NUL is refused everywhere. */
const DATE = '\0date';

/** JSON, with dates marked as such. */
export const encodeValue = (value: unknown): string =>
  JSON.stringify(value, function (this: Record<string, unknown>, name: string, sent: unknown): unknown {
    const raw = this[name];
    return raw instanceof Date ? { [DATE]: raw.getTime() } : sent;
  });

/** What was encoded, frozen: many callers get the same object. */
export const decodeValue = <T>(text: string): T =>
  JSON.parse(text, (_name, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const { [DATE]: time } = value as { [DATE]?: number };
    return time === undefined ? Object.freeze(value) : new Date(time);
  }) as T;
