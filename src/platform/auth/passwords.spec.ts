import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Unavailable } from '../../sdk/errors.js';
import type { Config } from '../config/config.js';
import { newPasswordSchema } from './new-password-schema.js';
import { Passwords } from './passwords.js';

const passwords = new Passwords({ bcryptCost: 4 } as Config);

test('a password verifies against its own hash alone, and never against none', async () => {
  const hash = await passwords.hash('correct horse');
  assert.ok(hash.startsWith('$2b$04$'));
  assert.equal(await passwords.verify('correct horse', hash), true);
  assert.equal(await passwords.verify('correct horsf', hash), false);
  assert.equal(await passwords.verify('correct horse', null), false);
  assert.equal(await passwords.verify('nobody has this password', undefined), false);
});

test('bytes count, not characters', () => {
  for (const good of ['12345678', 'ä'.repeat(4), 'x'.repeat(72)]) assert.ok(newPasswordSchema.safeParse(good).success, good);
  for (const bad of ['1234567', 'ä'.repeat(3), 'x'.repeat(73), 'ä'.repeat(37)]) assert.ok(!newPasswordSchema.safeParse(bad).success, bad);
});

test('a rush of new passwords holds up nobody who signs in', async () => {
  const hash = await passwords.hash('correct horse');
  let made = 0;
  const rush = Array.from({ length: 150 }, () => passwords.hash('some password').then(() => (made += 1)));
  const settled = Promise.allSettled(rush);
  assert.equal(await passwords.verify('correct horse', hash), true);
  assert.ok(made < 20, `after ${made} others`);
  await settled;
});

test('a rush is told to come back later, and the queue recovers', async () => {
  const answers = await Promise.allSettled(Array.from({ length: 150 }, () => passwords.hash('some password')));
  const refused = answers.filter((answer) => answer.status === 'rejected');
  assert.ok(refused.length > 0 && refused.length < 60, `${refused.length} refused`);
  for (const { reason } of refused) {
    assert.ok(reason instanceof Unavailable);
    assert.ok((reason.extras.retryAfter ?? 0) > 0);
  }
  assert.ok((await passwords.hash('some password')).length > 0);
});
