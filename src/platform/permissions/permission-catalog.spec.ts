import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permission } from '../../sdk/roles.js';
import { PermissionCatalog } from './permission-catalog.js';

const declared = [
  permission('courses:write', { roles: ['teacher'], why: '' }),
  permission('billing:write', { why: '' }),
  permission('tenants:write', { scope: 'installation', why: '' }),
  permission('audit:read', { roles: ['operator'], why: '' }),
];

test('a role holds what names it, admins all of their tenant, operators all of the installation', () => {
  const catalog = new PermissionCatalog();
  catalog.declare(declared);
  const held = (role: Parameters<typeof catalog.of>[0]) => [...catalog.of(role)].sort();
  assert.deepEqual(held('student'), []);
  assert.deepEqual(held('parent'), []);
  assert.deepEqual(held('teacher'), ['courses:write']);
  assert.deepEqual(held('admin'), ['audit:read', 'billing:write', 'courses:write']);
  assert.deepEqual(held('operator'), ['audit:read', 'tenants:write']);
});

test('what is declared later counts, what is withdrawn does not, and no name is declared twice', () => {
  const catalog = new PermissionCatalog();
  catalog.declare(declared);
  assert.ok(!catalog.of('teacher').has('gamification:quests.write'));
  const late = [permission('gamification:quests.write', { roles: ['teacher'], why: '' })];
  catalog.declare(late);
  assert.ok(catalog.of('teacher').has('gamification:quests.write'));
  assert.throws(() => catalog.declare(late), /declared twice/);
  catalog.withdraw(late);
  assert.ok(!catalog.of('admin').has('gamification:quests.write'));
});
