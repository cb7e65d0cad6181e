import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PersonalTable } from './personal-data-registry.js';
import { nameOf, referrersFirst, type TableShape } from './table-shapes.js';

const table = (name: string): PersonalTable => ({
  owner: 'x',
  schema: 'x',
  table: name,
  subject: 'user_id',
  export: true,
  erase: 'delete',
});
const shape = (...refersTo: string[]): TableShape => ({ columns: new Map(), refersTo: new Set(refersTo) });

test('a table comes before what it refers to, however deep', () => {
  const shapes = new Map([
    ['x.users', shape()],
    ['x.attempt', shape('x.users')],
    ['x.answer', shape('x.attempt', 'x.users')],
  ]);
  const ordered = referrersFirst([table('users'), table('attempt'), table('answer')], shapes);
  assert.deepEqual(ordered.map(nameOf), ['x.answer', 'x.attempt', 'x.users']);
});

test('without references the given order stays, and circles end', () => {
  assert.deepEqual(referrersFirst([table('b'), table('a')], new Map()).map(nameOf), ['x.b', 'x.a']);
  const circle = new Map([
    ['x.a', shape('x.b')],
    ['x.b', shape('x.a')],
  ]);
  assert.equal(referrersFirst([table('a'), table('b')], circle).length, 2);
});
