import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The package file lies one folder higher for compiled code than for sources. */
const findPackage = (folder: string): string => {
  const file = join(folder, 'package.json');
  return existsSync(file) ? file : findPackage(dirname(folder));
};

/** The version of the core, which plugins name ranges of. */
export const CORE_VERSION: string = (JSON.parse(readFileSync(findPackage(import.meta.dirname), 'utf8')) as { version: string }).version;
