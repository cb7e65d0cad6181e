/**
 * Text as it is compared: compatibility forms unified (NFKC), one space between words, without letter case. Columns that
 * are looked up by hold it, so that equality, which an index can answer under row-level security, is enough.
 */
export const searchKey = (text: string): string => text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
