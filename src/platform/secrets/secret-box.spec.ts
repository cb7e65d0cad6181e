import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Config, SecretKey } from '../config/config.js';
import { SecretBox } from './secret-box.js';

const first: SecretKey = { id: 'first', key: randomBytes(32) };
const second: SecretKey = { id: 'second', key: randomBytes(32) };
const boxOf = (current: SecretKey, older: readonly SecretKey[] = []): SecretBox =>
  new SecretBox({ secretKeys: { current, older } } as unknown as Config);

const place = { tenantId: 'tenant-a', owner: 'notes', field: 'api_key' };

test('what is sealed opens in its place, and the same text never looks the same', () => {
  const box = boxOf(first);
  const sealed = box.seal(place, 'größe 42');
  assert.equal(box.open(place, sealed), 'größe 42');
  assert.notEqual(box.seal(place, 'größe 42'), sealed);
  assert.ok(!sealed.includes('42'));
});

test('it opens nowhere else', () => {
  const box = boxOf(first);
  const sealed = box.seal(place, 'secret');
  for (const change of [{ tenantId: 'tenant-b' }, { owner: 'other' }, { field: 'other' }]) {
    assert.throws(() => box.open({ ...place, ...change }, sealed));
  }
  const ambiguous = box.seal({ tenantId: 'a', owner: 'b"', field: 'c' }, 'secret');
  assert.throws(() => box.open({ tenantId: 'a', owner: 'b', field: '"c' }, ambiguous));
});

test('a change is noticed', () => {
  const box = boxOf(first);
  const [format, key, iv, body = ''] = box.seal(place, 'secret').split('.');
  const flipped = Buffer.from(body, 'base64url');
  flipped[0] = (flipped[0] ?? 0) ^ 1;
  assert.throws(() => box.open(place, [format, key, iv, flipped.toString('base64url')].join('.')));
  assert.throws(() => box.open(place, 'anything'), /Not a sealed secret/);
});

test('an older key still opens, a key that is gone does not', () => {
  const sealed = boxOf(first).seal(place, 'secret');
  const rotated = boxOf(second, [first]);
  assert.equal(rotated.open(place, sealed), 'secret');
  assert.ok(rotated.isOutdated(sealed));
  assert.ok(!rotated.isOutdated(rotated.seal(place, 'secret')));
  assert.throws(() => boxOf(second).open(place, sealed), /first is not configured/);
});
