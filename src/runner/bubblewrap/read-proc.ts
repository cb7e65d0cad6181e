import { readFileSync } from 'node:fs';

/** What the kernel says in a file below `/proc`; empty when the process has ended meanwhile, or is not ours to look at. */
export function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}
