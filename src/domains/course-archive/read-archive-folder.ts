import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ArchiveEntry } from './archive-files.js';

/** What stands in a folder that is an archive yet to be packed. Links are not followed; what `isWanted` does not want is not read. */
export const readArchiveFolder = async (folder: string, isWanted: (name: string) => boolean = () => true): Promise<ArchiveEntry[]> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const named = found.map((one) => {
    const path = join(one.parentPath, one.name);
    return { one, path, name: relative(folder, path).split(sep).join('/') };
  });
  return Promise.all(
    named
      .filter(({ name }) => isWanted(name))
      .map(async ({ one, path, name }): Promise<ArchiveEntry> => {
        if (one.isDirectory()) return { name, kind: 'folder' };
        return one.isFile() ? { name, kind: 'file', bytes: await readFile(path) } : { name, kind: 'other' };
      }),
  );
};
