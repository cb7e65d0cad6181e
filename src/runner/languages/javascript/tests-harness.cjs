'use strict';
// Runs a file of tests against the learner's program, in the program's own process, and reports how each went. Everything it needs is
// taken before the program begins; the report is sealed with a key that is gone by then.
const assert = require('node:assert');
const fs = require('node:fs');
const Module = require('node:module');
const util = require('node:util');
const vm = require('node:vm');
const { definitions, eachHook } = require('./harness/definitions.cjs');
const { forbidLookingIn, lock, snapshot } = require('./harness/guards.cjs');
const { quote, sealer } = require('./harness/seal.cjs');

const FILE = '/work/main.js';
const TESTS = '/work/tests.js';
const MESSAGE = 4000;
const PROGRAM = /^(?:\.\/|\/work\/)?(?:main|solution)(?:\.[cm]?js)?$/;

const uncurry = Function.prototype.bind.bind(Function.prototype.call);
const then = uncurry(Promise.prototype.then);
const exec = uncurry(RegExp.prototype.exec);
const listeners = uncurry(process.listeners);
const { apply } = Reflect;
const { isPromise } = util.types;
const { writeSync } = fs;
const reallyExit = process.reallyExit.bind(process);
const now = performance.now.bind(performance);
const later = setImmediate;
const toText = String;

/** Functions of a module under their names, which nobody else can replace. */
function copyOf(exported) {
  if (typeof exported !== 'object' && typeof exported !== 'function') return exported;
  const copy = typeof exported === 'function' ? (...args) => apply(exported, undefined, args) : {};
  for (const name of Object.keys(exported)) if (!['strict', 'default'].includes(name)) copy[name] = exported[name];
  return copy;
}

function copiesFor(source, names) {
  const copies = Object.create(null);
  const loose = copyOf(assert);
  const strict = copyOf(assert.strict);
  loose.strict = strict.strict = strict;
  Object.freeze(strict);
  Object.freeze(loose);
  const ofTest = Object.assign((...args) => names.test(...args), names);
  for (const name of ['assert', 'node:assert']) copies[name] = loose;
  for (const name of ['assert/strict', 'node:assert/strict']) copies[name] = strict;
  copies['node:test'] = ofTest;
  for (const [, name] of source.matchAll(/require\(\s*['"`]([^'"`]+)['"`]\s*\)/g)) {
    if (Module.isBuiltin(name) && copies[name] === undefined)
      copies[name] = typeof require(name) === 'object' ? Object.freeze(copyOf(require(name))) : require(name);
  }
  if (/\bmock\b/.test(source)) ofTest.mock = require('node:test').mock;
  return copies;
}

/** A program that exports nothing is given exports: what it declares at its top level. */
function withExports(source) {
  if (/\b(?:module|exports)\b|^\s*(?:import|export)\b/m.test(source)) return source;
  const names = new Set();
  for (const [, name] of source.matchAll(/^(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gmu))
    names.add(name);
  return `${source}\n;module.exports = { ${[...names].join(', ')} };`;
}

function requirer(copies) {
  const real = Module.createRequire(TESTS);
  return (name) => {
    if (typeof name === 'string' && exec(PROGRAM, name) !== null) return real(FILE);
    return copies[name] ?? real(name);
  };
}

function describeError(error) {
  try {
    const place = exec(/\/work\/main\.m?js:(\d+)/, toText(error?.stack ?? ''));
    const line = place === null ? '' : ` (line ${place[1]})`;
    if (error instanceof assert.AssertionError) return `${toText(error.message)}${line}`;
    if (error instanceof Error) return `${toText(error.name)}: ${toText(error.message)}${line}`;
    return `Thrown: ${util.inspect(error)}`;
  } catch {
    return 'The test failed with something that cannot be shown.';
  }
}

function run(given) {
  const { definitions: tests, seal, checkUnchanged, body, parameters } = prepare(given);
  const results = { __proto__: null, first: null, last: null };
  let current = null;
  let failCurrent = () => undefined;

  const onStray = (error) => failCurrent(error);
  process.on('unhandledRejection', onStray);
  process.on('uncaughtException', onStray);
  process.on('beforeExit', () => failCurrent(new Error('The test never came to its end: a promise it waits for is never settled.'), true));
  const stillListens = () => {
    const rejected = listeners(process, 'unhandledRejection');
    const thrown = listeners(process, 'uncaughtException');
    return rejected.length === 1 && rejected[0] === onStray && thrown.length === 1 && thrown[0] === onStray;
  };

  function record(test, problem, startedAt) {
    const result = { __proto__: null, test, problem, duration: now() - startedAt, next: null };
    if (results.last === null) results.first = result;
    else results.last.next = result;
    results.last = result;
  }

  function report() {
    let text = '[';
    for (let result = results.first; result !== null; result = result.next) {
      const duration = (result.duration * 1000 - ((result.duration * 1000) % 1)) / 1000;
      text += `${text === '[' ? '' : ','}{"name":${quote(uniqueName(result), 480)},"passed":${result.problem === undefined ? 'true' : 'false'},`;
      text += `"duration_ms":${duration > 0 ? duration : 0},"message":${quote(result.problem ?? '', MESSAGE)}}`;
    }
    const { frame, size } = seal('T', `${text}]`);
    for (let written = 0; written < size;) written += writeSync(4, frame, written, size - written);
    reallyExit(0);
  }

  function uniqueName(result) {
    let before = 0;
    for (let other = results.first; other !== result; other = other.next) if (other.test.name === result.test.name) before += 1;
    return before === 0 ? result.test.name : `${result.test.name} (${before + 1})`;
  }

  /** One step after the other; a step may be asynchronous. Ends early at the first problem. */
  function attempt(fn, args, next) {
    let ended = false;
    const end = (problem) => {
      if (ended) return;
      ended = true;
      next(problem);
    };
    failCurrent = (error) => end({ __proto__: null, error });
    let value;
    try {
      value = apply(fn, undefined, args);
    } catch (error) {
      return end({ __proto__: null, error });
    }
    if (isPromise(value))
      return then(
        value,
        () => end(undefined),
        (error) => end({ __proto__: null, error }),
      );
    if (value !== null && typeof value === 'object' && typeof value.then === 'function') {
      return end({ __proto__: null, error: new Error('The test returned something that only looks like a promise.') });
    }
    return end(undefined);
  }

  function stepsOf(test) {
    let first = null;
    let last = null;
    const add = (fn, args) => {
      const step = { __proto__: null, fn, args, next: null };
      if (last === null) first = step;
      else last.next = step;
      last = step;
    };
    eachHook(test.group, 'before', true, (hook) => {
      if (!hook.done) add(() => ((hook.done = true), hook.fn()), []);
    });
    eachHook(test.group, 'beforeEach', true, (hook) => add(hook.fn, []));
    add(test.fn, [contextOf(test)]);
    eachHook(test.group, 'afterEach', false, (hook) => add(hook.fn, []));
    return first;
  }

  function runTest(test) {
    // What `after` would clean up ends with the process.
    if (test === null) return report();
    current = test;
    const startedAt = now();
    let problem = test.skipped;
    const conclude = () =>
      // One turn later, so that a rejection nobody handles is noticed while the test is still running.
      later(() => {
        const changed = checkUnchanged();
        if (changed !== undefined) problem ??= `The program changed ${changed}, which tests rely on.`;
        if (!stillListens()) problem ??= 'The program changed how errors are reported.';
        if (current !== test) return;
        record(test, problem, startedAt);
        runTest(test.next);
      });
    const fail = (error) => {
      problem ??= describeError(error);
    };
    const follow = (step) => {
      if (step === null || problem !== undefined) {
        failCurrent = fail;
        return conclude();
      }
      return attempt(step.fn, step.args, (failure) => {
        if (failure !== undefined) fail(failure.error);
        follow(step.next);
      });
    };
    const changed = checkUnchanged();
    if (changed !== undefined) problem ??= `The program changed ${changed}, which tests rely on.`;
    return follow(stepsOf(test));
  }

  try {
    apply(body, undefined, parameters);
  } catch (error) {
    writeSync(2, `${util.inspect(error)}\n`);
    reallyExit(1);
  }
  runTest(tests.close());
}

/** Subtests belong to their test: it fails with them. */
const contextOf = (test) => ({
  name: test.name,
  diagnostic() {},
  test: async (_name, options, fn) => {
    const body = typeof options === 'function' ? options : fn;
    await body?.(contextOf(test));
  },
});

function prepare(given) {
  const { file, secret, source } = given;
  given.secret = given.file = given.source = undefined;
  const key = Buffer.from(secret, 'hex');
  const seal = sealer(key);
  key.fill(0);
  const tests = definitions();
  const copies = copiesFor(file, tests.names);
  const names = {
    ...tests.names,
    assert: copies.assert,
    require: requirer(copies),
    module: { exports: {} },
    exports: {},
    __filename: TESTS,
    __dirname: '/work',
  };
  let body;
  try {
    // Strict, so that its functions tell nobody who called them, and with what.
    body = vm.compileFunction(`'use strict';${file}`, Object.keys(names), { filename: TESTS });
  } catch (error) {
    writeSync(2, `The test file cannot be read: ${error.message}\n`);
    reallyExit(1);
  }
  fs.writeFileSync(FILE, withExports(source));
  // Neither the bootstrap nor this file can be asked for.
  for (const path of Object.keys(require.cache)) delete require.cache[path];
  process.mainModule = undefined;
  module.children.length = 0;
  if (module.parent) module.parent.children.length = 0;
  forbidLookingIn();
  lock();
  return { definitions: tests, seal, checkUnchanged: snapshot(), body, parameters: Object.values(names) };
}

module.exports = { run };
