// For plugins in folders of their own, with the tools of this checkout: nothing has to be installed there.
//   node scripts/plugin.mjs build <folder>   compiles <folder>/src to <folder>/dist, ES modules with decorators compiled
//   node scripts/plugin.mjs check <folder>   checks its types
//   node scripts/plugin.mjs test <folder>    builds it and runs its *.spec.ts, against an embedded PostgreSQL
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const home = dirname(import.meta.dirname);
const ownNode = join(home, 'node_modules/.bin/node');
const MODERN = 24;

const run = (command, parameters, options = {}) => spawnSync(command, parameters, { stdio: 'inherit', ...options }).status ?? 1;

/** What a plugin shares with the host. At run time the host sees to it; the compiler and editors follow these links. */
const SHARED = ['@nestjs', '@types/node', 'reflect-metadata', 'rxjs', 'typeorm', 'zod'];

function linkShared(folder) {
  const targets = [['lectern', home], ...SHARED.map((name) => [name, join(home, 'node_modules', name)])];
  for (const [name, target] of targets) {
    const link = join(folder, 'node_modules', name);
    if (lstatSync(link, { throwIfNoEntry: false })?.isDirectory()) continue;
    rmSync(link, { force: true });
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link, 'junction');
  }
}

async function buildPlugin(folder) {
  linkShared(folder);
  const { transformSync } = await import('@swc/core');
  const { $schema: _, ...options } = JSON.parse(readFileSync(join(home, '.swcrc'), 'utf8'));
  const source = join(folder, 'src');
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name),
  );
  for (const entry of files) {
    const file = join(entry.parentPath, entry.name);
    const output = join(folder, 'dist', relative(source, file).replace(/\.ts$/, '.js'));
    const { code } = transformSync(readFileSync(file, 'utf8'), { ...options, swcrc: false, sourceMaps: 'inline', filename: file });
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, code);
  }
  return files.length;
}

async function testPlugin(folder) {
  const { build } = await import('./build.mjs');
  build();
  await buildPlugin(folder);
  const specs = readdirSync(join(folder, 'dist'), { recursive: true }).filter((file) => file.endsWith('.spec.js'));
  const parameters = ['--enable-source-maps', '--import', join(import.meta.dirname, 'plugin-hook.mjs'), '--test', '--test-concurrency=1'];
  const env = { ...process.env, NODE_ENV: 'test', LECTERN_PLUGIN_FOLDER: folder };
  return run(process.execPath, [...parameters, ...specs.map((file) => join(folder, 'dist', file))], { env, cwd: folder });
}

const ACTS = {
  build: async (folder) => {
    console.log(`${await buildPlugin(folder)} files compiled`);
    return 0;
  },
  check: async (folder) => {
    linkShared(folder);
    const declared = run(process.execPath, [join(import.meta.dirname, 'build.mjs'), '--types']);
    return declared || run(process.execPath, [join(home, 'node_modules/typescript/bin/tsc'), '-p', folder]);
  },
  test: testPlugin,
};

const [act, folder] = process.argv.slice(2);
if (!ACTS[act] || !folder || !existsSync(join(folder, 'src'))) {
  console.error('Usage: node scripts/plugin.mjs build|check|test <folder with src>');
  process.exit(2);
}
// Whoever calls may have an older Node on the path; the one of the lockfile is here.
const isOld = Number(process.versions.node.split('.')[0]) < MODERN;
if (isOld && existsSync(ownNode)) process.exit(run(ownNode, process.argv.slice(1)));
process.exit(await ACTS[act](realpathSync(resolve(folder))));
