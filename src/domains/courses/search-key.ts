/** Text as it is compared: compatibility forms unified, one space between words, without letter case. */
export const searchKey = (text: string): string => text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
