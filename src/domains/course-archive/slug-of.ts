const LONGEST_SLUG = 60;

/** A title as a file name: letters without accents, digits, hyphens, at most 60. */
export const slugOf = (title: string, otherwise: string): string =>
  title
    .normalize('NFKD')
    .toUpperCase()
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replaceAll(/^-+|-+$/g, '') || otherwise;
