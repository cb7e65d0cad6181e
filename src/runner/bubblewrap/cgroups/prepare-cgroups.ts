import { chownSync, existsSync, mkdirSync, readdirSync, readlinkSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CgroupBase, type Controller, CONTROLLERS } from './base.js';
import { type Hierarchy, hierarchies } from './hierarchies.js';
import { attempt, listed, parents } from './parents.js';

/** Together, sandboxes weigh a quarter of an ordinary process where nothing else is grouped, and a quarter of any other group. */
const SHARES = '256';
const WEIGHT = '25';
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
  const base = prepareFirst(found, name, uid) ?? (unified && prepareUnder(parents(unified, process.getuid?.() === 0), name, uid));
  isFirst = false;
  return base;
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

function prepareUnder(candidates: Iterable<string>, name: string, uid: number): CgroupBase | undefined {
  for (const parent of candidates) {
    const base = attempt(() => prepareSecond(parent, name, uid));
    if (base !== undefined) return base;
  }
  return undefined;
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

function prepareSecond(parent: string, name: string, uid: number): CgroupBase | undefined {
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
