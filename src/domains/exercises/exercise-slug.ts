import { slugOf } from '../course-archive/slug-of.js';

const LONGEST = 63;

/** The first of `two-sums`, `two-sums-2`, `two-sums-3` … that is not taken. */
export const freeSlug = (title: string, taken: ReadonlySet<string>): string => {
  const stem = slugOf(title, 'exercise');
  let slug = stem;
  for (let number = 2; taken.has(slug); number += 1) {
    const suffix = `-${number}`;
    slug = `${stem.slice(0, LONGEST - suffix.length)}${suffix}`;
  }
  return slug;
};
