/** A paragraph, list, table or program: what is shown whole or not at all. */
export interface Block {
  readonly kind: 'text' | 'code';
  /** Markdown. */
  readonly text: string;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** Markdown by its blank lines; a program between fences is one block, whatever is in it. */
export const blocksOf = (markdown: string): Block[] => {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let fence: string | undefined;
  const close = (kind: Block['kind']): void => {
    if (lines.length > 0) blocks.push({ kind, text: lines.join('\n') });
    lines = [];
  };
  for (const line of markdown.split('\n')) {
    const [, marks] = FENCE.exec(line) ?? [];
    if (fence !== undefined) {
      lines.push(line);
      if (marks?.startsWith(fence)) {
        fence = undefined;
        close('code');
      }
    } else if (marks) {
      close('text');
      fence = marks;
      lines.push(line);
    } else if (line.trim() === '') {
      close('text');
    } else {
      lines.push(line);
    }
  }
  close(fence === undefined ? 'text' : 'code');
  return blocks;
};
