import { readdirSync } from 'node:fs';
import { readProc } from './read-proc.js';

const userOf = (pid: string): string | undefined => /^Uid:\t(\d+)/m.exec(readProc(`${pid}/status`))?.[1];

/**
 * bubblewrap's child waits for word from its parent before it arranges to die with it: of a runner killed at that moment it stays behind
 * for ever. It has run nothing of anybody's. Ends such processes of our user, whose parent is now somebody else's.
 */
export function endOrphans(): number {
  const self = String(process.getuid?.() ?? '');
  let ended = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (userOf(pid) !== self || !/^bwrap\0--json-status-fd\0.*\0--hostname\0sandbox\0/s.test(readProc(`${pid}/cmdline`))) continue;
    const parent = /^PPid:\t(\d+)/m.exec(readProc(`${pid}/status`))?.[1];
    if (parent === undefined || userOf(parent) === self) continue;
    process.kill(Number(pid), 'SIGKILL');
    ended += 1;
  }
  return ended;
}
