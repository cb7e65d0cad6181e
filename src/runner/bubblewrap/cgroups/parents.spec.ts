import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { parents, REST } from './parents.js';

/** Ordinary folders in the place of groups: what is written into their files is what the kernel would be told. */
describe('The group of version 2 for the groups of runs', () => {
  let mount: string;
  beforeEach(() => (mount = mkdtempSync(join(tmpdir(), 'cgroup2-'))));
  afterEach(() => rmSync(mount, { recursive: true, force: true }));

  function group(path: string, handedOn: string): string {
    const folder = join(mount, path);
    mkdirSync(join(folder, REST), { recursive: true });
    writeFileSync(join(folder, 'cgroup.controllers'), 'cpuset cpu io memory pids\n');
    writeFileSync(join(folder, 'cgroup.subtree_control'), handedOn);
    writeFileSync(join(folder, 'cgroup.procs'), '17\n');
    if (path !== '') writeFileSync(join(folder, 'cgroup.type'), 'domain\n');
    return folder;
  }
  const found = (own: string, isRoot: boolean) => [...parents({ version: 2, controllers: [], mount, own }, isRoot)];
  const told = (folder: string) => readFileSync(join(folder, 'cgroup.subtree_control'), 'utf8');

  it('is a service’s neighbour where root may make one', () => {
    group('', 'memory pids');
    const slice = group('system.slice', 'memory pids');
    const service = group('system.slice/lectern.service', '');
    assert.deepEqual(found(service, true), [slice]);
    assert.equal(told(service), '', 'a group that is not ours alone stays as it is');
  });

  it('is the service’s own group where that is delegated to an ordinary user', () => {
    const slice = group('system.slice', 'memory pids');
    const service = group('system.slice/lectern.service', '');
    assert.deepEqual(found(service, false), [slice, service]);
    assert.equal(told(service), '+memory +pids +cpu');
    assert.equal(readFileSync(join(service, REST, 'cgroup.procs'), 'utf8'), '17');
  });

  it('is the root of a container’s hierarchy', () => {
    const root = group('', '');
    writeFileSync(join(root, 'cgroup.type'), 'domain\n');
    assert.deepEqual(found(root, true), [root]);
    assert.equal(readFileSync(join(root, REST, 'cgroup.procs'), 'utf8'), '17');
  });

  it('is none where nothing can be written', () => {
    assert.deepEqual(found(join(mount, 'gone'), false), []);
  });
});
