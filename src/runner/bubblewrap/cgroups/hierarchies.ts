import { join } from 'node:path';
import { readProc } from '../read-proc.js';

/** Where a control group hierarchy is mounted, and our own group in it. */
export interface Hierarchy {
  readonly version: 1 | 2;
  /** Of version 1: `memory`, `pids`, `cpu`…; empty of version 2, where files in the groups tell. */
  readonly controllers: readonly string[];
  readonly mount: string;
  readonly own: string;
}

interface Mount {
  readonly root: string;
  readonly mount: string;
  readonly type: string;
  readonly options: readonly string[];
}

// proc(5): id parent major:minor root mount options [optional fields] - type source options
const MOUNT = /^\d+ \d+ \S+ (\S+) (\S+) .*? - (cgroup2?) \S+ (\S+)$/;

const mountsOf = (mountinfo: string): Mount[] =>
  mountinfo.split('\n').flatMap((line) => {
    const [, root, mount, type, options] = MOUNT.exec(line) ?? [];
    return root === undefined || mount === undefined || type === undefined
      ? []
      : [{ root, mount, type, options: (options ?? '').split(',') }];
  });

/** The path of our group below the mount, which may show a part of the hierarchy only. */
function below({ root, mount }: Mount, path: string): string {
  const inside = root !== '/' && path.startsWith(root) ? path.slice(root.length) : path;
  // A group outside what we can see: the mount itself is the best there is.
  return inside.includes('..') ? mount : join(mount, inside);
}

/** The hierarchies this process is in, as `/proc/self/mountinfo` and `/proc/self/cgroup` have them. */
export function hierarchies(mountinfo = readProc('self/mountinfo'), cgroup = readProc('self/cgroup')): Hierarchy[] {
  const mounts = mountsOf(mountinfo);
  return cgroup.split('\n').flatMap((line): Hierarchy[] => {
    const [, id, names = '', path = '/'] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    if (id === undefined) return [];
    const version = id === '0' ? 2 : 1;
    const controllers = names.split(',').filter((name) => name !== '');
    const found = mounts.find(({ type, options }) =>
      version === 2 ? type === 'cgroup2' : type === 'cgroup' && controllers.every((name) => options.includes(name)),
    );
    return found === undefined ? [] : [{ version, controllers, mount: found.mount, own: below(found, path).replace(/\/$/, '') }];
  });
}
