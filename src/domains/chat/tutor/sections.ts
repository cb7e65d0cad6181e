import { withoutComments } from './comments.js';

/** A part of a chapter under one heading. */
export interface Section {
  /** Its heading as plain text; null for what stands before the first. */
  readonly heading: string | null;
  /** Markdown, without the heading. */
  readonly text: string;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}[ \t]+(.*)$/s;

/** A heading as it stands in its line, without the marks that may close it. By hand: a regular expression takes hours for a line of blanks. */
const headingIn = (line: string): string | undefined => {
  const title = HEADING.exec(line)?.[1]?.trimEnd();
  if (title === undefined) return undefined;
  let end = title.length;
  while (title[end - 1] === '#') end -= 1;
  // the sign of `C#` is part of the name
  return end === 0 || /[ \t]/.test(title.charAt(end - 1)) ? title.slice(0, end).trimEnd() : title;
};

/** A chapter by its headings, in order; parts without text are left out. What starts with `#` in a program is no heading. Comments are left out. */
export const sectionsOf = (markdown: string): Section[] => {
  const sections: Section[] = [];
  let heading: string | null = null;
  let lines: string[] = [];
  let fence: string | undefined;
  const close = (): void => {
    const text = lines.join('\n').trim();
    if (text !== '') sections.push({ heading, text });
    lines = [];
  };
  for (const line of withoutComments(markdown).split('\n')) {
    const [, marks] = FENCE.exec(line) ?? [];
    if (marks && (fence === undefined || marks.startsWith(fence))) fence = fence === undefined ? marks : undefined;
    const title = fence === undefined && !marks ? headingIn(line) : undefined;
    if (title === undefined) {
      lines.push(line);
    } else {
      close();
      heading = title.replaceAll(/[`*_]/g, '') || null;
    }
  }
  close();
  return sections;
};
