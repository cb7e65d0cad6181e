/** The beginning of a text, at most `max` characters, with a mark where more was cut off. Never cuts a character in two. */
export const shortened = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(max - 2)) ? max - 2 : max - 1;
  return `${text.slice(0, end)}…`;
};
