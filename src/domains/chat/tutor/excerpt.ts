import type { Block } from './blocks.js';
import type { Passage } from './rank-passages.js';

/** As long as a learner reads in a chat, in characters. */
const LENGTH = 700;
/** A paragraph that ends so speaks of what follows it. */
const ANNOUNCES = /:\s*$/;

/**
 * A piece of a section around what answers, in whole paragraphs and programs. With `example` a program is in it if the section has one.
 * What is longer is cut, and says so.
 */
export const excerptOf = ({ blocks, best }: Passage, example = false): string => {
  const program = example ? programNear(blocks, best) : undefined;
  const chosen = new Set<number>();
  let length = 0;
  const take = (n: number | undefined): boolean => {
    const block = n === undefined ? undefined : blocks[n];
    if (!block || n === undefined || chosen.has(n)) return false;
    if (chosen.size > 0 && length + block.text.length > LENGTH) return false;
    chosen.add(n);
    length += block.text.length;
    return true;
  };
  take(program ?? best);
  const first = Math.min(...chosen);
  if (blocks[first]?.kind === 'code') take(first - 1);
  if (program !== undefined) take(best);
  for (let next = Math.max(...chosen) + 1; wantsNext(blocks, next, length) && take(next); next += 1);
  const shown = [...chosen].sort((a, b) => a - b);
  return shown.map((n, place) => `${place > 0 && n - (shown[place - 1] ?? n) > 1 ? '…\n\n' : ''}${shorten(blocks[n])}`).join('\n\n');
};

/** What a paragraph announces belongs to it; else there is enough at some point. */
const wantsNext = (blocks: readonly Block[], next: number, length: number): boolean =>
  length < LENGTH / 2 ||
  ANNOUNCES.test(blocks[next - 1]?.text ?? '') ||
  (blocks[next - 1]?.kind === 'code' && blocks[next]?.kind === 'code');

const programNear = (blocks: readonly Block[], best: number): number | undefined => {
  const programs = [...blocks.keys()].filter((n) => blocks[n]?.kind === 'code');
  return programs.find((n) => n >= best) ?? programs.at(-1);
};

/** Cut between lines or words; the fence of a program is closed again. */
const shorten = (block: Block | undefined): string => {
  if (!block || block.text.length <= LENGTH) return block?.text ?? '';
  if (block.kind === 'text') {
    // tables and lists between lines
    const end = /^\s*(?:\||[-*+] |\d+[.)] )/.test(block.text) ? block.text.lastIndexOf('\n', LENGTH) : -1;
    return end > 0 ? `${block.text.slice(0, end)}\n\n…` : `${block.text.slice(0, block.text.lastIndexOf(' ', LENGTH))} …`;
  }
  const [fence = '```'] = /^ {0,3}(?:`{3,}|~{3,})/.exec(block.text) ?? [];
  return `${block.text.slice(0, Math.max(block.text.lastIndexOf('\n', LENGTH), fence.length))}\n…\n${fence.trim()}`;
};
