import { createReadStream, statSync } from 'node:fs';
import type { Upload } from '../../../sdk/streams.js';
import { ndjsonLines } from './ndjson-lines.js';

/** A file of this machine, for what brings in uploads. */
export const fileUpload = (file: string): Upload => ({
  bytes: statSync(file).size,
  stream: () => createReadStream(file),
  lines: (isWanted) => ndjsonLines(createReadStream(file), undefined, isWanted),
});
