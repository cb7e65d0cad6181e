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

/** What an archive may hold. */
export interface UnpackingLimits {
  /** As it comes, compressed. */
  readonly packedBytes: number;
  /** What it unpacks to, with everything around the files. */
  readonly totalBytes: number;
  readonly entries: number;
  /** What is larger is not kept; what its name allows is checked when the name is known. */
  readonly fileBytes: number;
}

const COURSE_LIMITS: UnpackingLimits = { ...ARCHIVE_LIMITS, fileBytes: mostBytesOf('questions.ndjson') ?? 0 };

/** Lets through what an archive may unpack to, and not a byte more: compressed zeros are cheap to send. */
const meter = ({ totalBytes }: UnpackingLimits): Transform => {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > totalBytes) done(refuse(`The archive unpacks to more than ${totalBytes / MEGABYTE} MB`));
      else done(null, chunk);
    },
  });
};

const contentOf = async (entry: AsyncIterable<Buffer>, size: number, most: number): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) if (size <= most) chunks.push(chunk);
  return size <= most ? Buffer.concat(chunks) : undefined;
};

/**
 * What stands in a `.tar.gz`, in memory: nothing is written anywhere. Throws `InvalidInput` for what is no such archive, breaks
 * off, has too many entries or unpacks to too much.
 */
export const unpackArchive = async (archive: PackedArchive, limits = COURSE_LIMITS): Promise<ArchiveEntry[]> => {
  const { packedBytes, entries: most, fileBytes } = limits;
  if (archive.bytes > packedBytes) throw refuse(`The archive is larger than ${packedBytes / MEGABYTE} MB`);
  const source = archive.stream();
  const tar = extract();
  const gunzip = createGunzip();
  const metered = meter(limits);
  for (const stream of [source, gunzip, metered]) stream.once('error', (error: Error) => tar.destroy(error));
  source.pipe(gunzip).pipe(metered).pipe(tar);
  const entries: ArchiveEntry[] = [];
  try {
    for await (const entry of tar) {
      if (entries.length >= most) throw refuse(`The archive has more than ${most} entries`);
      const { header } = entry;
      const kind = kindOf(header);
      const bytes = await contentOf(entry as AsyncIterable<Buffer>, header.size ?? 0, fileBytes);
      entries.push({ name: header.name, kind, bytes: kind === 'file' ? bytes : undefined });
    }
  } catch (error) {
    throw error instanceof InvalidInput ? error : refuse('The body is no .tar.gz archive, or is not all of one');
  } finally {
    for (const stream of [source, gunzip, metered, tar]) stream.destroy();
  }
  return entries;
};
