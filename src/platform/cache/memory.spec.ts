import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { payloadsOf } from './announced-memory.js';
import { cacheKeys, covers, isPattern } from './cache-keys.js';
import { decodeValue, encodeValue } from './cached-value.js';
import { Memory } from './memory.js';

const now = (value: unknown) => () => Promise.resolve(value);

describe('cache keys', () => {
  it('are those of the API', () => {
    const names = [
      cacheKeys.profile('u'),
      cacheKeys.progress('u'),
      cacheKeys.content(3, 'maths'),
      cacheKeys.contentItem(3, 'maths', 'area'),
    ];
    assert.deepEqual(
      names.map(({ name }) => name),
      ['user:u:profile', 'user:u:progress', 'content:3:maths', 'content:3:maths:area'],
    );
  });

  it('keep subjects and topics apart, whatever they contain', () => {
    assert.notEqual(cacheKeys.content(3, 'a:b').name, cacheKeys.contentItem(3, 'a', 'b').name);
    assert.notEqual(cacheKeys.content(3, 'a:b').name, cacheKeys.content(3, 'a%3Ab').name);
    assert.ok(!isPattern(cacheKeys.contentItem(3, 'a', '*').name));
    assert.ok(isPattern(cacheKeys.everyContent().name));
    assert.ok(covers('t:1:content:*', 't:1:content:3:maths'));
    assert.ok(!covers('t:1:content:*', 't:2:content:3:maths'));
  });
});

describe('the memory of the cache', () => {
  it('gives back what was read: dates as dates, and nothing that can be changed', async () => {
    const value = { at: new Date(5), list: [{ name: 'x' }], none: null, text: '2026-01-01T00:00:00.000Z' };
    assert.deepEqual(decodeValue(encodeValue(value)), value);
    const memory = new Memory();
    const filled = await memory.fill('k', 60, now(value));
    const found = memory.find('k')?.value as typeof value;
    assert.equal(found, filled);
    assert.deepEqual(found, value);
    assert.throws(() => found.list.push({ name: 'y' }), TypeError);
  });

  it('shares a fill among those who wait, and keeps no failure', async () => {
    const memory = new Memory();
    let reads = 0;
    const read = async () => (await Promise.resolve(), (reads += 1));
    assert.deepEqual(await Promise.all([memory.fill('k', 60, read), memory.fill('k', 60, read)]), [1, 1]);
    await assert.rejects(
      memory.fill('other', 60, () => Promise.reject(new Error('away'))),
      /away/,
    );
    assert.equal(memory.find('other'), undefined);
    assert.equal(await memory.fill('other', 60, now(7)), 7);
  });

  it('keeps nothing of a fill that began before its key was forgotten, nor lets anybody join it', async () => {
    for (const forgotten of ['content:1:a', 'content:*']) {
      const memory = new Memory();
      const old = Promise.withResolvers<string>();
      const first = memory.fill('content:1:a', 60, () => old.promise);
      memory.forget([forgotten]);
      assert.equal(await memory.fill('content:1:a', 60, now('new')), 'new');
      old.resolve('old');
      assert.equal(await first, 'old');
      assert.equal(memory.find('content:1:a')?.value, 'new');
    }
  });

  it('forgets by pattern what begins so, and everything when told', async () => {
    const memory = new Memory();
    for (const key of ['t:1:content:1:a', 't:1:content:1:a:x', 't:1:user:1:profile', 't:2:content:1:a'])
      await memory.fill(key, 60, now(key));
    memory.forget(['t:1:content:*']);
    assert.deepEqual(
      ['t:1:content:1:a', 't:1:content:1:a:x', 't:1:user:1:profile', 't:2:content:1:a'].map((key) => memory.find(key) !== undefined),
      [false, false, true, true],
    );
    memory.clear();
    assert.equal(memory.find('t:2:content:1:a'), undefined);
  });

  it('does not keep what is too large', async () => {
    const memory = new Memory();
    await memory.fill('k', 60, now('x'.repeat(1_000_000)));
    assert.equal(memory.find('k'), undefined);
  });
});

describe('announcements', () => {
  it('fit into notifications, and lose nothing', () => {
    const keys = Array.from({ length: 2000 }, (_, n) => cacheKeys.contentItem(3, 'sciences naturelles', `thème ${n}`).name);
    const payloads = payloadsOf('me', keys);
    assert.ok(payloads.length > 5);
    for (const payload of payloads) assert.ok(Buffer.byteLength(payload) < 8000);
    assert.deepEqual(
      payloads.flatMap((payload) => (JSON.parse(payload) as string[]).slice(1)),
      keys,
    );
    assert.deepEqual(payloadsOf('me', []), []);
  });
});
