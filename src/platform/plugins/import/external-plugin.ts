import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PluginManifest } from '../../../sdk/plugin.js';
import { shareHostModules } from './host-modules.js';
import type { PluginSource } from './plugin-source.js';

type Exports = string | { readonly [key: string]: Exports };

interface PackageFile {
  readonly name?: string;
  readonly main?: string;
  readonly exports?: Exports;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** A path, or the name of a package installed beside the working folder or the host. */
const folderOf = (entry: string): string => {
  if (isAbsolute(entry) || entry.startsWith('.')) return realpathSync(resolve(entry));
  for (const start of [process.cwd(), import.meta.dirname]) {
    for (let at = start; ; at = dirname(at)) {
      const candidate = join(at, 'node_modules', entry);
      if (isFolder(candidate)) return realpathSync(candidate);
      if (dirname(at) === at) break;
    }
  }
  if (isFolder(entry)) return realpathSync(resolve(entry));
  throw new Error('there is no folder and no installed package of this name');
};

const entryPoint = (exports: Exports | undefined): string | undefined => {
  if (exports === undefined || typeof exports === 'string') return exports;
  return entryPoint(exports['.'] ?? exports['import'] ?? exports['default']);
};

const readPackage = (folder: string): PackageFile => {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PackageFile) : {};
};

/** What it is called while it cannot be imported: its package's name, by convention its id, else that of the folder. */
const nameOf = (entry: string): string => {
  try {
    const { name } = readPackage(folderOf(entry));
    if (name) return basename(name).replace(/^lectern-plugin-/, '');
  } catch {
    // its import will say so
  }
  return basename(entry);
};

/** A plugin of built ES modules outside of the repository, named in `LECTERN_PLUGINS`. Its main module default-exports the manifest. */
export const externalPlugin = (entry: string): PluginSource => ({
  id: nameOf(entry),
  async load() {
    const folder = folderOf(entry);
    const { main, exports } = readPackage(folder);
    shareHostModules(folder);
    const file = join(folder, entryPoint(exports) ?? main ?? 'index.js');
    return (await import(pathToFileURL(file).href)) as { default: PluginManifest };
  },
});
