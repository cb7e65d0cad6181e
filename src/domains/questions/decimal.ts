/** The exact value `digits × 10^exponent`. Compared as such: 0.1 + 0.2 is 0.3 here. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** No measurement needs more; it bounds what comparing costs. */
const LONGEST = 60;
const LARGEST_EXPONENT = 400;

const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i;

const plain = (text: string): Decimal | undefined => {
  const [, sign, whole = '', fraction = '', power = '0'] = PLAIN.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') return undefined;
  const exponent = Number(power) - fraction.length;
  if (Math.abs(exponent) > LARGEST_EXPONENT) return undefined;
  return { digits: BigInt(whole + fraction) * (sign === '-' ? -1n : 1n), exponent };
};

const GROUPED_BY_SPACES = /^[+-]?[1-9]\d{0,2}( \d{3})+([.,]\d*)?$/;
const GROUPED_BY_COMMAS = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;
const GROUPED_BY_POINTS = /^[+-]?[1-9]\d{0,2}(\.\d{3}){2,}(,\d*)?$|^[+-]?[1-9]\d{0,2}\.\d{3},\d*$/;

const spellings = (text: string): string[] => {
  if (GROUPED_BY_SPACES.test(text)) return [text.replaceAll(' ', '').replace(',', '.')];
  if (GROUPED_BY_POINTS.test(text)) return [text.replaceAll('.', '').replace(',', '.')];
  if (!GROUPED_BY_COMMAS.test(text)) return [text.replace(',', '.')];
  const grouped = text.replaceAll(',', '');
  return /^[^,]*,\d{3}$/.test(text) ? [text.replace(',', '.'), grouped] : [grouped];
};

/**
 * The numbers a text can mean; none for anything but a decimal number (no hexadecimal, no `Infinity`, no fractions, no
 * units). The decimal mark is a point or a comma; thousands may be set apart by spaces, commas or points. `1,500` alone can be
 * read in two ways and is: 1.5 and 1500. `1.500` is 1.5 only, since the point is the decimal mark of this API.
 */
export const decimalsIn = (text: string): Decimal[] => {
  if (text.length > LONGEST) return [];
  return spellings(text.replaceAll('−', '-')).flatMap((spelling) => plain(spelling) ?? []);
};

/** The shortest decimal that denotes this double; undefined for NaN and the infinities. */
export const decimalOf = (value: number): Decimal | undefined => plain(String(value));

const scaled = ({ digits, exponent }: Decimal, to: number): bigint => digits * 10n ** BigInt(exponent - to);

/** Whether |a − b| ≤ distance, exactly. */
export const isWithin = (a: Decimal, b: Decimal, distance: Decimal): boolean => {
  const unit = Math.min(a.exponent, b.exponent, distance.exponent);
  const difference = scaled(a, unit) - scaled(b, unit);
  return (difference < 0n ? -difference : difference) <= scaled(distance, unit);
};
