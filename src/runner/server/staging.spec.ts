import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { listen } from './listen.js';
import { isReachable, staged } from './staging.js';
import { handOver, makeWorkFolder, removeLeftOvers } from './work-folder.js';

const somebody = { uid: 64_120, gid: 64_120 };
const isRoot = process.getuid?.() === 0;

describe('staging', { skip: isRoot ? false : 'needs root' }, () => {
  const home = mkdtempSync(join(tmpdir(), 'lectern-staging-'));
  const copies: string[] = [];
  after(() => [home, ...copies].forEach((path) => rmSync(path, { recursive: true, force: true })));

  const folder = (name: string, mode: number): string => {
    const path = join(home, name);
    mkdirSync(path);
    writeFileSync(join(path, 'program'), `#!/bin/sh\n# ${name} ${Math.random()}`, { mode: 0o755 });
    chmodSync(path, mode);
    return path;
  };

  it('sees what a folder above keeps from somebody', () => {
    const [open, closed] = [folder('open', 0o755), folder('closed', 0o700)];
    assert.equal(isReachable(join(open, 'program'), somebody), false, 'the folder above is closed');
    chmodSync(home, 0o755);
    assert.equal(isReachable(join(open, 'program'), somebody), true);
    assert.equal(isReachable(join(closed, 'program'), somebody), false);
    assert.equal(isReachable(join(closed, 'program'), { uid: 0, gid: 0 }), true);
  });

  it('copies what cannot be reached, once, readable by everybody and writable by nobody else', () => {
    chmodSync(home, 0o700);
    const own = folder('own', 0o700);
    const work = makeWorkFolder();
    copies.push(work);
    assert.equal(staged(own, undefined, work), own, 'who is not root stays with what there is');
    const copy = staged(own, somebody, work);
    copies.push(copy);
    assert.notEqual(copy, own);
    assert.equal(readFileSync(join(copy, 'program'), 'utf8'), readFileSync(join(own, 'program'), 'utf8'));
    assert.ok(isReachable(join(copy, 'program'), somebody));
    assert.deepEqual([statSync(copy).mode & 0o777, statSync(copy).uid], [0o755, 0]);
    assert.equal(staged(own, somebody, work), copy);
    writeFileSync(join(own, 'program'), 'another');
    const newer = staged(own, somebody, work);
    copies.push(newer);
    assert.equal(readFileSync(join(newer, 'program'), 'utf8'), 'another');
    assert.ok(existsSync(dirname(copy)));
  });

  it('keeps its folder from the runner’s user while root still works in it', async () => {
    const work = makeWorkFolder();
    copies.push(work);
    const server = createHttpServer();
    assert.equal(await listen(server, 'private', work, somebody), `unix:${join(work, 'socket')}`);
    const owners = () => [work, join(work, 'socket')].map((path) => statSync(path).uid);
    assert.deepEqual([...owners(), statSync(work).mode & 0o777], [0, somebody.uid, 0o700]);
    handOver(work, somebody);
    assert.deepEqual(owners(), [somebody.uid, somebody.uid]);
    await new Promise((resolve) => server.close(resolve));
  });

  it('shows by a socket that its folder is in use, when it listens elsewhere', async () => {
    const work = makeWorkFolder();
    copies.push(work);
    const server = createHttpServer();
    assert.match(await listen(server, '127.0.0.1:0', work, undefined), /^http:/);
    await removeLeftOvers(work, Date.now() + 3_600_000);
    assert.ok(existsSync(work));
    await new Promise((resolve) => server.close(resolve));
  });

  it('takes away what a killed runner has left, and nothing of one that lives', async () => {
    const [dead, alive, begun] = [makeWorkFolder(), makeWorkFolder(), makeWorkFolder()];
    copies.push(dead, alive, begun);
    const servers = [dead, alive].map((path) => createServer().listen(join(path, 'socket')));
    await Promise.all(servers.map((server) => once(server, 'listening')));
    // a socket whose process is gone: its name stays when another takes the place
    renameSync(join(dead, 'socket'), join(dead, 'kept'));
    await new Promise((resolve) => servers[0]?.close(resolve));
    renameSync(join(dead, 'kept'), join(dead, 'socket'));
    await removeLeftOvers(alive);
    assert.deepEqual([dead, alive, begun].map(existsSync), [true, true, true], 'not at once: it may be just being made');
    await removeLeftOvers(alive, Date.now() + 3_600_000);
    assert.deepEqual([dead, alive, begun].map(existsSync), [false, true, false]);
    await new Promise((resolve) => servers[1]?.close(resolve));
  });
});
