import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ArchiveEntry } from './archive-files.js';

/** What stands in a folder that is an archive yet to be packed. Links are not followed. */
export const readArchiveFolder = async (folder: string): Promise<ArchiveEntry[]> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    found.map(async (one): Promise<ArchiveEntry> => {
      const path = join(one.parentPath, one.name);
      const name = relative(folder, path).split(sep).join('/');
      if (one.isDirectory()) return { name, kind: 'folder' };
      return one.isFile() ? { name, kind: 'file', bytes: await readFile(path) } : { name, kind: 'other' };
    }),
  );
};
