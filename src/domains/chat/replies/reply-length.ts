/** Of a reply, in characters: what a tutor says beyond it is neither kept nor passed on. */
export const MOST_REPLY = 32_000;

/** The beginning of a text, of at most so many characters, and no half of one that takes two. */
export const beginningOf = (text: string, most: number): string => {
  if (text.length <= most) return text;
  return text.slice(0, /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) ? most - 1 : most);
};
