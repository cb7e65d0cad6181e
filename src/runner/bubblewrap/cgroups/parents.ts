import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Hierarchy } from './hierarchies.js';

/** Where processes go that were in a group which now hands on its controllers. */
export const REST = 'lectern-rest';
const WANTED = ['memory', 'pids', 'cpu'];

/** Undefined where it cannot be done. */
export function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

export const listed = (folder: string, file: string): string[] => readFileSync(join(folder, file), 'utf8').trim().split(/\s+/);

/**
 * Groups of version 2 in which ours may be made, the likeliest first: a group either holds processes or hands controllers on to groups
 * inside it. Our own is made to hand them on only where it is ours: the root of a container's hierarchy, or delegated to our user.
 */
export function* parents({ mount, own }: Hierarchy, isRoot: boolean): Generator<string> {
  const handsOn = (folder: string) => attempt(() => listed(folder, 'cgroup.subtree_control').includes('memory')) ?? false;
  if (handsOn(own)) yield own;
  if (own !== mount && handsOn(dirname(own))) yield dirname(own);
  if ((own === mount || !isRoot) && attempt(() => handOn(own)) !== undefined) yield own;
}

/** All that is in the group moves one down; the machine's own root may hold processes all the same. */
function handOn(group: string): string {
  const wanted = WANTED.filter((controller) => listed(group, 'cgroup.controllers').includes(controller));
  if (existsSync(join(group, 'cgroup.type'))) {
    const rest = join(group, REST);
    mkdirSync(rest, { recursive: true });
    for (const pid of listed(group, 'cgroup.procs')) attempt(() => writeFileSync(join(rest, 'cgroup.procs'), pid));
  }
  writeFileSync(join(group, 'cgroup.subtree_control'), wanted.map((controller) => `+${controller}`).join(' '));
  return group;
}
