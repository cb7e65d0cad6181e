'use strict';
// What a file of tests is written with: `test`, `describe` and the rest, as in node:test. Definitions are kept in linked lists without
// prototypes, which nothing the program does to arrays or objects reaches.

function definitions() {
  const root = { __proto__: null, name: '', parent: null, hooks: null };
  let group = root;
  let first = null;
  let last = null;
  let open = true;

  function add(name, options, fn, how) {
    if (!open) throw new Error('Tests are defined while the file is read.');
    const prefix = group === root ? '' : `${group.name} > `;
    const skipped = how ?? (options?.skip ? 'Skipped' : options?.todo ? 'To do' : undefined);
    const test = { __proto__: null, name: `${prefix}${name}`, group, fn, skipped, next: null };
    if (last === null) first = test;
    else last.next = test;
    last = test;
  }

  const define = (how) => (name, options, fn) => {
    const body = typeof name === 'function' ? name : typeof options === 'function' ? options : fn;
    const given = typeof options === 'object' && options !== null ? options : undefined;
    const title = typeof name === 'string' ? name : (body?.name ?? '') || 'test';
    add(title, given, body, how ?? (body === undefined ? 'To do' : undefined));
  };

  const test = define();
  test.skip = define('Skipped');
  test.todo = define('To do');
  test.only = define();

  function describe(name, options, fn) {
    const body = typeof options === 'function' ? options : fn;
    const before = group;
    const prefix = before === root ? '' : `${before.name} > `;
    group = { __proto__: null, name: `${prefix}${String(name)}`, parent: before, hooks: null };
    try {
      const result = body?.();
      if (result !== undefined) throw new Error('The body of describe() has to be synchronous.');
    } finally {
      group = before;
    }
  }
  describe.skip = (name) => add(String(name), undefined, undefined, 'Skipped');
  describe.only = describe;

  const hook = (kind) => (fn) => {
    group.hooks = { __proto__: null, kind, fn, next: group.hooks, done: false };
  };

  return {
    names: { test, it: test, describe, suite: describe, ...hooks(hook) },
    close() {
      open = false;
      return first;
    },
  };
}

const hooks = (hook) => ({
  before: hook('before'),
  beforeAll: hook('before'),
  after: hook('after'),
  afterAll: hook('after'),
  beforeEach: hook('beforeEach'),
  afterEach: hook('afterEach'),
});

/** Calls `visit` with each hook of a kind, outer groups first (or last), in the order they were written. */
function eachHook(group, kind, outerFirst, visit) {
  if (group === null) return;
  if (outerFirst) eachHook(group.parent, kind, true, visit);
  const inOrder = (hook) => {
    if (hook === null) return;
    inOrder(hook.next);
    if (hook.kind === kind) visit(hook);
  };
  inOrder(group.hooks);
  if (!outerFirst) eachHook(group.parent, kind, false, visit);
}

module.exports = { definitions, eachHook };
