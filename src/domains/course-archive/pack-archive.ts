import { createGzip, type Gzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { PrintedFile } from './print-archive.js';

/** The same files give the same bytes. */
const LONG_AGO = new Date(0);

/** A `.tar.gz` of these files, as a stream. */
export const packArchive = (files: readonly PrintedFile[]): Gzip => {
  const tar = pack();
  const gzip = createGzip();
  tar.on('error', (error) => gzip.destroy(error));
  gzip.once('close', () => tar.destroy());
  for (const { name, bytes } of files) tar.entry({ name, size: bytes.length, mode: 0o644, mtime: LONG_AGO, type: 'file' }, bytes);
  tar.finalize();
  return tar.pipe(gzip);
};
