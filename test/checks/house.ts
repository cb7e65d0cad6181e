import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** This repository; the tests run from dist/test/checks. */
export const REPOSITORY = join(import.meta.dirname, '../../..');

const RULES = [
  'package.json',
  'tsconfig.json',
  'tsconfig.types.json',
  '.swcrc',
  '.prettierrc.json',
  '.prettierignore',
  '.dependency-cruiser.cjs',
  'eslint.config.mjs',
  'scripts',
];
const PRODUCT = ['src', 'plugins', 'migrations', 'docs', 'dist/src', 'dist/plugins', 'dist/migrations'];

export interface Outcome {
  readonly passed: boolean;
  readonly output: string;
}

/** A checkout of its own under the rules of this repository, for trying what the checks say about it. */
export interface House {
  readonly root: string;
  write(file: string, content: string): void;
  check(...names: string[]): Promise<Outcome>;
  remove(): void;
}

const run = (cwd: string, parameters: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      parameters,
      { cwd, maxBuffer: 1 << 26, env: { ...process.env, NODE_OPTIONS: '' } },
      (error, stdout, stderr) => resolve({ passed: error === null, output: `${stdout}${stderr}` }),
    );
  });

/** `empty`: the rules alone. `whole`: with the product in it. */
export const makeHouse = (kind: 'empty' | 'whole', files: Readonly<Record<string, string>> = {}): House => {
  const root = mkdtempSync(join(tmpdir(), 'lectern-house-'));
  const copied = kind === 'whole' ? [...RULES, ...PRODUCT] : RULES;
  for (const name of copied) cpSync(join(REPOSITORY, name), join(root, name), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  const write = (file: string, content: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  };
  for (const [file, content] of Object.entries(files)) write(file, content);
  return {
    root,
    write,
    check: (...names) => run(root, ['scripts/check.mjs', ...names]),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};
