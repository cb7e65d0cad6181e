/** What means something within a line, addresses that would become links included. */
const MARKS = /[\\`*_[\]<>~|&@]|:(?=\/\/)|(?<=\bwww)\./gi;

/**
 * Text that says in Markdown what it says in itself, for the middle of a line. Nothing more is escaped than must be: many show
 * feedback as plain text.
 */
export const markdownText = (text: string): string => text.replace(/[\r\n\t]+/g, ' ').replace(MARKS, (character) => `\\${character}`);

/** A block of text as it is, whatever it holds: its fence is longer than any run of backticks inside. */
export const markdownBlock = (text: string): string => {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.replace(/\r\n?/g, '\n').replace(/\n$/, '')}\n${fence}`;
};
