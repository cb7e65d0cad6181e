import { z } from 'zod';

/** Of the names that JavaScript knows, those that PostgreSQL takes for the same: abbreviations such as `IST` mean other things there, or nothing. */
const isTimeZone = (name: string): boolean => {
  if (!/^(?:UTC|GMT|(?!US\/Pacific-New$)[a-z_]+\/.+)$/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const isLocale = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
};

/** An IANA time zone: days, streaks and day limits are counted in it. */
export const timeZone = z.string().max(64).refine(isTimeZone, 'Use an IANA time zone such as Europe/Berlin');

/** A BCP 47 language tag. */
export const locale = z.string().max(35).refine(isLocale, 'Use a language tag such as en or de-AT');

/** ISO 3166 country code, or `EU`. */
export const region = z.string().regex(/^[A-Z]{2}$/, 'Use a country code such as DE, or EU');
