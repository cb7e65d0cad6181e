'use strict';
// Waits inside the sandbox, the interpreter loaded, for the one case it will ever run. Descriptor 3 brings it, descriptor 4 takes frames:
// a letter, the length as four bytes, the payload. R: ready. V: the value of a call, as JSON. T: the report of a file of tests.
const { closeSync, readSync, writeFileSync, writeSync } = require('node:fs');
const Module = require('node:module');
const vm = require('node:vm');

const FILE = '/work/main.js';
const LONGEST_VALUE = 1 << 20;
const MODULE = '/work/main.mjs';
const HARNESS = '/run/tests-harness.cjs';

function writeFrame(letter, payload) {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(5, letter);
  head.writeUInt32BE(body.length, 1);
  const frame = Buffer.concat([head, body]);
  for (let written = 0; written < frame.length;) written += writeSync(4, frame, written);
}

function readExactly(count) {
  const bytes = Buffer.alloc(count);
  for (let read = 0; read < count;) {
    const more = readSync(3, bytes, read, count - read, null);
    if (more === 0) process.exit(0);
    read += more;
  }
  return bytes;
}

function receive() {
  writeFrame('R', '');
  const given = JSON.parse(readExactly(readExactly(4).readUInt32BE(0)).toString('utf8'));
  closeSync(3);
  writeFileSync(FILE, given.source);
  process.argv.splice(1, process.argv.length, FILE);
  return given;
}

/** `node main.js`, with nothing of this file on the stack. */
function runAsMain() {
  delete require.cache[__filename];
  setImmediate(Module.runMain);
}

/**
 * Runs the program and gives what it calls `name`: exported, or declared at its top level. A module (`import`, `export`) is imported,
 * all else is a script, whose declarations can be asked for.
 */
async function load(source, name) {
  const require_ = Module.createRequire(FILE);
  const module_ = { exports: {}, filename: FILE, id: FILE, require: require_ };
  Object.assign(globalThis, { require: require_, module: module_, exports: module_.exports, __filename: FILE, __dirname: '/work' });
  // What was there before is not the program's, however it is called.
  const before = globalThis[name];
  let script;
  try {
    script = new vm.Script(source, { filename: FILE, importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
  } catch (error) {
    if (!/import|export|await/.test(source)) throw error;
    writeFileSync(MODULE, source);
    return (await import(MODULE))[name];
  }
  script.runInThisContext({ importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
  if (typeof module_.exports === 'function' && module_.exports.name === name) return module_.exports;
  if (Object.hasOwn(Object(module_.exports), name) && typeof module_.exports[name] === 'function') return module_.exports[name];
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) return undefined;
  const found = vm.runInThisContext(`typeof ${name} === 'undefined' ? undefined : ${name}`);
  return found === before ? undefined : found;
}

/** JSON, strictly: what JSON.stringify would quietly turn into something else is refused. */
function toJson(value) {
  const text = JSON.stringify(value, function (_key, part) {
    const isLost = part === undefined ? Array.isArray(this) : ['function', 'symbol', 'bigint'].includes(typeof part);
    if (isLost || part instanceof Map || part instanceof Set || (typeof part === 'number' && !Number.isFinite(part))) {
      throw new TypeError(`it holds ${typeof part === 'object' ? `a ${part.constructor.name}` : String(part)}`);
    }
    return part;
  });
  if (text === undefined) throw new TypeError('it is undefined');
  if (Buffer.byteLength(text) > LONGEST_VALUE) throw new TypeError(`it has more than ${LONGEST_VALUE} bytes`);
  return text;
}

function refuse(message) {
  writeSync(2, `${message}\n`);
  process.exit(1);
}

async function call(given) {
  const function_ = await load(given.source, given.function);
  if (typeof function_ !== 'function') return refuse(`The program defines no function ${given.function}.`);
  const value = await function_(...given.arguments);
  let text;
  try {
    text = toJson(value);
  } catch (error) {
    return refuse(`What ${given.function} returned is no JSON value: ${error.message}`);
  }
  writeFrame('V', text);
  return process.exit(0);
}

const given = receive();
if (given.kind === 'program') runAsMain();
else if (given.kind === 'call') void call(given);
// The harness runs the file of tests (`given.file`) against the program and reports with a T frame, authenticated by `given.secret`.
else require(HARNESS).run(given, { load, writeFrame });
