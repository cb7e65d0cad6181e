import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isReachable, makeWorkFolder, staged } from './staging.js';

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
    const work = makeWorkFolder(somebody);
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
});
