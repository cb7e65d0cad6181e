import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CgroupBase, type Controller, CONTROLLERS } from './base.js';
import { type Hierarchy, hierarchies } from './hierarchies.js';

/** Together, sandboxes weigh as much as one ordinary process where nothing else is grouped, and half as much as any other group. */
const SHARES = '1024';
const WEIGHT = '50';
const NAME = 'lectern-runner';
/** A process of another namespace may have our number: its groups are not ours to clear away. */
const ours = (): string => `${NAME}-${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0'}-`;

/**
 * Makes the folders in which the runner, as the user `uid`, may give every run a control group of its own; to be called as root,
 * before the rights are given up, or by a user to whom such folders are delegated. Undefined where no hierarchy can be written:
 * resource limits must do. With version 2 this process moves into a group beside those of the runs.
 */
export function prepareCgroups(uid: number, found: readonly Hierarchy[] = hierarchies()): CgroupBase | undefined {
  const name = `${ours()}${process.pid}`;
  const unified = found.find(({ version }) => version === 2);
  const base = prepareFirst(found, name, uid) ?? (unified && attempt(() => prepareSecond(unified, name, uid)));
  isFirst = false;
  return base;
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function prepareFirst(found: readonly Hierarchy[], name: string, uid: number): CgroupBase | undefined {
  const folders: Partial<Record<Controller, string>> = {};
  for (const controller of CONTROLLERS) {
    const hierarchy = found.find(({ version, controllers }) => version === 1 && controllers.includes(controller));
    const folder = hierarchy && attempt(() => makeFolder(hierarchy.own, name, uid));
    if (folder !== undefined) folders[controller] = folder;
  }
  if (folders.memory === undefined && folders.pids === undefined) return undefined;
  if (folders.cpu !== undefined) writeIfThere(join(folders.cpu, 'cpu.shares'), SHARES);
  return { version: 1, folders };
}

function makeFolder(parent: string, name: string, uid: number): string {
  const folder = join(parent, name);
  clearAway(parent);
  mkdirSync(folder, { recursive: true });
  for (const path of [folder, ...['cgroup.procs', 'tasks', 'cgroup.subtree_control', 'cgroup.threads'].map((file) => join(folder, file))]) {
    if (existsSync(path)) chownSync(path, uid, -1);
  }
  return folder;
}

/** A group either holds processes or hands controllers on to groups inside it. */
function prepareSecond(hierarchy: Hierarchy, name: string, uid: number): CgroupBase | undefined {
  const parent = parentFor(hierarchy);
  if (parent === undefined) return undefined;
  const folder = makeFolder(parent, name, uid);
  const controllers = CONTROLLERS.filter((controller) => listed(folder, 'cgroup.controllers').includes(controller));
  if (!controllers.includes('memory') && !controllers.includes('pids')) {
    rmdirSync(folder);
    return undefined;
  }
  writeFileSync(join(folder, 'cgroup.subtree_control'), controllers.map((controller) => `+${controller}`).join(' '));
  writeIfThere(join(folder, 'cpu.weight'), WEIGHT);
  // Whoever moves a process must be allowed to write to what both groups have in common: this folder.
  const self = makeFolder(folder, 'self', uid);
  writeFileSync(join(self, 'cgroup.procs'), String(process.pid));
  // Processor time is counted everywhere in version 2.
  return { version: 2, folders: Object.fromEntries([...controllers, 'cpuacct'].map((controller) => [controller, folder])) };
}

const listed = (folder: string, file: string): string[] => readFileSync(join(folder, file), 'utf8').trim().split(/\s+/);

/** The group in which ours can be made: one that hands on memory and processes, or can be made to. */
function parentFor({ mount, own }: Hierarchy): string | undefined {
  const handsOn = (folder: string) => attempt(() => listed(folder, 'cgroup.subtree_control').includes('memory')) ?? false;
  if (own === mount) return handsOn(own) || attempt(() => emptyOut(own)) !== undefined ? own : undefined;
  return handsOn(own) ? own : handsOn(dirname(own)) ? dirname(own) : undefined;
}

/** The root of a container's own hierarchy: all that is in it moves one group down, and it can hand on its controllers. */
function emptyOut(root: string): string {
  const wanted = ['memory', 'pids', 'cpu'].filter((controller) => listed(root, 'cgroup.controllers').includes(controller));
  const rest = join(root, `${NAME}-rest`);
  // The machine's root may hold processes all the same.
  if (existsSync(join(root, 'cgroup.type'))) {
    mkdirSync(rest, { recursive: true });
    for (const pid of listed(root, 'cgroup.procs')) attempt(() => writeFileSync(join(rest, 'cgroup.procs'), pid));
  }
  writeFileSync(join(root, 'cgroup.subtree_control'), wanted.map((controller) => `+${controller}`).join(' '));
  return root;
}

function writeIfThere(file: string, value: string): void {
  if (existsSync(file)) attempt(() => writeFileSync(file, value));
}

let isFirst = true;

/** Ends what a runner that was killed has left behind, which its own user could not remove. */
function clearAway(parent: string): void {
  const prefix = ours();
  for (const name of attempt(() => readdirSync(parent)) ?? []) {
    if (!name.startsWith(prefix) || isAlive(name.slice(prefix.length))) continue;
    const folder = join(parent, name);
    const groups = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const path of [...groups.map((entry) => join(folder, entry.name)), folder]) attempt(() => end(path));
  }
}

/** In a container the next runner may well have the number of the one before. */
const isAlive = (pid: string): boolean => (pid === String(process.pid) ? !isFirst : existsSync(`/proc/${pid}`));

function end(group: string): void {
  for (const pid of listed(group, 'cgroup.procs').map(Number))
    if (pid > 0 && pid !== process.pid) attempt(() => process.kill(pid, 'SIGKILL'));
  rmdirSync(group);
}
