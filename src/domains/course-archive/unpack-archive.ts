import { type Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { InvalidInput } from '../../sdk/errors.js';
import { ARCHIVE_LIMITS, type ArchiveEntry, mostBytesOf } from './archive-files.js';

const MEGABYTE = 1_048_576;

const refuse = (problem: string): InvalidInput => new InvalidInput({ _: [problem] }, problem);

/** An archive as it came. */
export interface PackedArchive {
  readonly bytes: number;
  stream(): Readable;
}

const kindOf = ({ type }: Header): ArchiveEntry['kind'] => (type === 'file' ? 'file' : type === 'directory' ? 'folder' : 'other');

/** No file may be larger than the largest of any name; what a name allows is checked when the name is known to be one of ours. */
const LARGEST_FILE = mostBytesOf('questions.ndjson') ?? 0;

/** Lets through what an archive may unpack to, and not a byte more: compressed zeros are cheap to send. */
const meter = (): Transform => {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > ARCHIVE_LIMITS.totalBytes) done(refuse(`The archive unpacks to more than ${ARCHIVE_LIMITS.totalBytes / MEGABYTE} MB`));
      else done(null, chunk);
    },
  });
};

const contentOf = async (entry: AsyncIterable<Buffer>, size: number): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) if (size <= LARGEST_FILE) chunks.push(chunk);
  return size <= LARGEST_FILE ? Buffer.concat(chunks) : undefined;
};

/**
 * What stands in a `.tar.gz`, in memory: nothing is written anywhere. Throws `InvalidInput` for what is no such archive, breaks
 * off, has too many entries or unpacks to too much.
 */
export const unpackArchive = async (archive: PackedArchive): Promise<ArchiveEntry[]> => {
  if (archive.bytes > ARCHIVE_LIMITS.packedBytes) throw refuse(`The archive is larger than ${ARCHIVE_LIMITS.packedBytes / MEGABYTE} MB`);
  const source = archive.stream();
  const tar = extract();
  const gunzip = createGunzip();
  const metered = meter();
  for (const stream of [source, gunzip, metered]) stream.once('error', (error: Error) => tar.destroy(error));
  source.pipe(gunzip).pipe(metered).pipe(tar);
  const entries: ArchiveEntry[] = [];
  try {
    for await (const entry of tar) {
      if (entries.length >= ARCHIVE_LIMITS.entries) throw refuse(`The archive has more than ${ARCHIVE_LIMITS.entries} entries`);
      const { header } = entry;
      const kind = kindOf(header);
      const bytes = await contentOf(entry as AsyncIterable<Buffer>, header.size ?? 0);
      entries.push({ name: header.name, kind, bytes: kind === 'file' ? bytes : undefined });
    }
  } catch (error) {
    throw error instanceof InvalidInput ? error : refuse('The body is no .tar.gz archive, or is not all of one');
  } finally {
    for (const stream of [source, gunzip, metered, tar]) stream.destroy();
  }
  return entries;
};
