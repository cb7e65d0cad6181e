// Compiles src, plugins and migrations to dist with swc, keeping the folder names. Unchanged files are left alone and
// outputs whose source is gone are removed.
//   --tests   also test, bench and *.spec.ts
//   --types   also the declarations of lectern/sdk and lectern/testing, for plugins outside this repository
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const PRODUCT = ['src', 'plugins', 'migrations'];
const TESTS = ['test', 'bench'];
const isTest = (file) => file.endsWith('.spec.ts') || TESTS.includes(file.split('/')[0]);
const isCompiled = (file) => file.endsWith('.ts') && !file.endsWith('.d.ts');
const outputOf = (file) => join('dist', isCompiled(file) ? file.replace(/\.ts$/, '.js') : file);

const modified = (file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

function filesUnder(folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const existing = (folders) => folders.filter((folder) => statSync(join(root, folder), { throwIfNoEntry: false }));

/** Renamed into place, so that a process which starts meanwhile never reads half a file. */
function write(file, content) {
  const target = join(root, file);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(`${target}.${process.pid}`, content);
  renameSync(`${target}.${process.pid}`, target);
}

function compile(file, options) {
  const output = outputOf(file);
  const source = readFileSync(join(root, file));
  if (!isCompiled(file)) return write(output, source);
  const sourceFileName = relative(dirname(output), file);
  const { code, map } = transformSync(source.toString(), { ...options, swcrc: false, filename: file, sourceFileName });
  const name = output.slice(output.lastIndexOf('/') + 1);
  write(`${output}.map`, map ?? '');
  write(output, `${code}//# sourceMappingURL=${name}.map\n`);
}

function removeStale(sources) {
  const outputs = new Set(sources.flatMap((file) => [outputOf(file), `${outputOf(file)}.map`]));
  const isDeclaration = (file) => /\.d\.ts(\.map)?$/.test(file) && outputs.has(file.replace(/\.d\.ts(\.map)?$/, '.js'));
  let removed = 0;
  for (const folder of existing([...PRODUCT, ...TESTS].map((name) => join('dist', name)))) {
    for (const file of filesUnder(folder)) {
      if (outputs.has(file) || isDeclaration(file)) continue;
      rmSync(join(root, file), { force: true });
      removed += 1;
    }
  }
  return removed;
}

/** Brings dist up to date; returns how many files were compiled and removed. */
export function build({ tests = false } = {}) {
  const { $schema: _, ...options } = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
  const sources = existing([...PRODUCT, ...TESTS]).flatMap(filesUnder);
  const rulesChanged = Math.max(modified('.swcrc'), modified('scripts/build.mjs'));
  const wanted = sources.filter((file) => tests || !isTest(file));
  const outdated = wanted.filter((file) => modified(outputOf(file)) < Math.max(modified(file), rulesChanged));
  for (const file of outdated) compile(file, options);
  return { compiled: outdated.length, removed: removeStale(sources) };
}

function emitDeclarations() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.types.json')], { cwd: root, stdio: 'inherit' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  const { compiled, removed } = build({ tests: process.argv.includes('--tests') });
  if (process.argv.includes('--types')) emitDeclarations();
  if (process.env.npm_config_loglevel !== 'silent') {
    console.log(`dist: ${compiled} compiled, ${removed} removed, ${Math.round(performance.now() - started)} ms`);
  }
}
