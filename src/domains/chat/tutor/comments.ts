const MARKS = /^ {0,3}(`{3,}|~{3,})|`[^`\n]*`|<!--/gm;

/** Markdown without its comments: authors write them for themselves, and pages do not show them. Programs are left whole. */
export const withoutComments = (markdown: string): string => {
  const kept: string[] = [];
  let from = 0;
  let fence: string | undefined;
  for (const { 0: mark, 1: marks, index } of markdown.matchAll(MARKS)) {
    if (index < from) continue;
    if (marks && (fence === undefined || marks.startsWith(fence))) fence = fence === undefined ? marks : undefined;
    if (mark !== '<!--' || fence !== undefined) continue;
    const end = markdown.indexOf('-->', index);
    if (end < 0) break;
    kept.push(markdown.slice(from, index));
    from = end + '-->'.length;
  }
  return kept.join('') + markdown.slice(from);
};
