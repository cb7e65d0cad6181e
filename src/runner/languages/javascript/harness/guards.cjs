'use strict';
// What would let the program look into the memory of the tests, and what it must not change for the tests to mean what they say.
const asyncHooks = require('node:async_hooks');
const inspector = require('node:inspector');
const Module = require('node:module');
const v8 = require('node:v8');
const workerThreads = require('node:worker_threads');

const { defineProperty, getOwnPropertyDescriptor } = Object;
const { ownKeys } = Reflect;

function forbid(owner, names) {
  for (const name of names) {
    if (owner[name] === undefined) continue;
    const value = function () {
      throw new Error(`${name} is not possible where tests run.`);
    };
    defineProperty(owner, name, { __proto__: null, value, writable: false, configurable: false });
  }
}

/** A debugger, a thread or native code sees everything; none of them is of use to an exercise. */
function forbidLookingIn() {
  forbid(inspector.Session.prototype, ['connect', 'connectToMainThread', 'post']);
  forbid(inspector, ['open', 'waitForDebugger']);
  forbid(workerThreads, ['Worker']);
  forbid(v8, ['setFlagsFromString', 'getHeapSnapshot', 'writeHeapSnapshot', 'queryObjects']);
  forbid(Module, ['register', 'registerHooks']);
  forbid(asyncHooks, ['createHook']);
  forbid(process, ['binding', '_linkedBinding', 'dlopen', '_debugProcess', '_getActiveHandles', '_getActiveRequests']);
  for (const name of ['node:sqlite', 'node:repl']) {
    try {
      const found = Module.isBuiltin(name) ? process.getBuiltinModule?.(name) : undefined;
      if (found?.DatabaseSync !== undefined) forbid(found.DatabaseSync.prototype, ['loadExtension', 'enableLoadExtension']);
      if (found?.start !== undefined) forbid(found, ['start', 'REPLServer']);
    } catch {
      // This Node has none.
      continue;
    }
  }
  // Node would let a debugger in at this signal.
  process.on('SIGUSR1', () => undefined);
  Module.syncBuiltinESMExports();
}

const RELIED_ON = [
  'Object Function Array String Number Boolean Symbol BigInt Promise RegExp Date Map Set WeakMap WeakSet Error TypeError RangeError',
  'SyntaxError ReferenceError JSON Math Reflect Proxy ArrayBuffer Uint8Array Buffer',
]
  .join(' ')
  .split(' ');
const GLOBALS = ['setTimeout', 'setImmediate', 'setInterval', 'queueMicrotask', 'structuredClone', 'parseInt', 'parseFloat', 'isNaN'];

const LOCKED = 'Object Function Array String Number Boolean Symbol BigInt Promise RegExp Map Set WeakMap WeakSet JSON Reflect'.split(' ');
// Making these accessors would slow down every spread and every copy of an array; the snapshot watches them.
const LEFT = ['constructor', 'prototype', '__proto__', 'next', 'length', 'name', 'caller', 'arguments', Symbol.iterator, Symbol.species];

/** Methods of the language stay what they are, even for a moment; objects may have methods of the same names as ever. */
function lock() {
  for (const name of LOCKED) {
    for (const owner of [globalThis[name], globalThis[name].prototype]) if (owner !== undefined) lockMethods(owner);
  }
}

function lockMethods(owner) {
  for (const key of ownKeys(owner)) {
    const { value, configurable, enumerable } = getOwnPropertyDescriptor(owner, key);
    if (typeof value !== 'function' || !configurable || LEFT.includes(key)) continue;
    const get = () => value;
    const set = function (own) {
      if (this === owner) throw new TypeError(`${String(key)} cannot be replaced where tests run`);
      defineProperty(this, key, { __proto__: null, value: own, writable: true, enumerable: true, configurable: true });
    };
    defineProperty(owner, key, { __proto__: null, get, set, enumerable, configurable: false });
  }
}

function remember(list, name, owner, only) {
  for (const key of only ?? ownKeys(owner)) {
    const descriptor = getOwnPropertyDescriptor(owner, key);
    if (descriptor === undefined || key === 'stackTraceLimit') continue;
    const { value, get, set } = descriptor;
    list = { __proto__: null, name: `${name}.${String(key)}`, owner, key, value, get, set, next: list };
  }
  return list;
}

/** What the tests share with the program as it is now. The function tells what is no longer so. */
function snapshot() {
  let list = remember(null, 'globalThis', globalThis, [...RELIED_ON, ...GLOBALS]);
  for (const name of RELIED_ON) {
    list = remember(list, name, globalThis[name]);
    if (globalThis[name].prototype !== undefined) list = remember(list, `${name}.prototype`, globalThis[name].prototype);
  }
  for (const [name, made] of [
    ['iterator of arrays', [][Symbol.iterator]()],
    ['generator', (function* () {})()],
    ['async function', async () => undefined],
  ]) {
    list = remember(list, name, Object.getPrototypeOf(made));
  }
  const { is } = Object;
  return () => {
    for (let kept = list; kept !== null; kept = kept.next) {
      const now = getOwnPropertyDescriptor(kept.owner, kept.key);
      if (now === undefined || !is(now.value, kept.value) || now.get !== kept.get || now.set !== kept.set) return kept.name;
    }
    return undefined;
  };
}

module.exports = { forbidLookingIn, lock, snapshot };
