import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataFolder } from './data-folder.js';

/**
 * A secret that is made once and kept in the data folder, readable by us alone. Two processes that start at the same
 * time get the same one: the link either puts the whole file there or fails because it exists.
 */
export const keptSecret = (dataDir: string, name: string, make: () => string): string => {
  const folder = join(dataDir, 'secrets');
  const file = join(folder, name);
  const existing = readIfThere(file);
  if (existing !== undefined) return existing;
  makeDataFolder(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, make(), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
};

const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
