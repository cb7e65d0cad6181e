/**
 * Text as it is compared: compatibility forms unified (NFKC), one space between words, without letter case. Columns that
 * are looked up by hold it, so that equality, which an index can answer under row-level security, is enough.
 */
export const searchKey = (text: string): string => text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** The key of a text that may be left out: `null` stands for no such filter in a statement, and for no value in a column. */
export const searchKeyOrNull = (text: string | null | undefined): string | null => (text == null ? null : searchKey(text));
