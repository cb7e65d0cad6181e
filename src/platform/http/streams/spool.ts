import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import { DomainError, InvalidInput, Unavailable } from '../../../sdk/errors.js';
import { newId } from '../../../sdk/ids.js';
import type { Upload, UploadedLine } from '../../../sdk/streams.js';
import { ndjsonLines } from './ndjson-lines.js';

export interface SpoolLimits {
  readonly maxBytes: number;
  /** How long a client may send nothing. */
  readonly stallMs: number;
}

export const SPOOL_LIMITS: SpoolLimits = { maxBytes: 500 * 1024 * 1024, stallMs: 20_000 };

/** No honest text expands like this; what is below the first figure harms nobody. */
const BOMB = { bytes: 32 * 1024 * 1024, ratio: 200 };
const READ_BYTES = 65_536;

const tooLarge = (limit: number): DomainError =>
  new DomainError(413, 'PAYLOAD_TOO_LARGE', `The body is larger than ${Math.round(limit / 1_048_576)} MB`);

/** A received body, in a file without a name: the system frees it with the process at the latest. */
export class Spooled implements Upload {
  private constructor(
    private readonly file: FileHandle,
    readonly bytes: number,
    /** SHA-256 of what came in, decompressed. */
    readonly digest: string,
  ) {}

  /** Receives the whole body, or throws and leaves nothing. */
  static async receive(request: IncomingMessage, folders: readonly string[], limits: SpoolLimits): Promise<Spooled> {
    if (Number(request.headers['content-length'] ?? 0) > limits.maxBytes) throw tooLarge(limits.maxBytes);
    const { source, end } = decoded(request);
    const file = await namelessFile(folders);
    try {
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of unhurried(source, limits.stallMs)) {
        bytes += chunk.length;
        if (bytes > limits.maxBytes || expandsTooFar(source, bytes)) throw tooLarge(limits.maxBytes);
        hash.update(chunk);
        await write(file, chunk);
      }
      return new Spooled(file, bytes, hash.digest('base64url'));
    } catch (error) {
      await file.close();
      throw explain(error);
    } finally {
      end();
    }
  }

  stream(): Readable {
    return Readable.from(
      this.chunks(() => Buffer.allocUnsafeSlow(READ_BYTES)),
      { objectMode: false },
    );
  }

  lines(isWanted?: (number: number) => boolean): AsyncIterable<UploadedLine> {
    const page = Buffer.allocUnsafeSlow(READ_BYTES);
    return ndjsonLines(
      this.chunks(() => page),
      undefined,
      isWanted,
    );
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  /** `pageOf` gives where the next chunk goes: the same place each time when it is done with before the next is asked for. */
  private async *chunks(pageOf: () => Buffer): AsyncGenerator<Buffer> {
    for (let position = 0; ;) {
      const { bytesRead, buffer } = await this.file.read(pageOf(), 0, READ_BYTES, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }
}

/** In the first of these folders that can be written to. */
const namelessFile = async (folders: readonly string[]): Promise<FileHandle> => {
  let problem: unknown;
  for (const folder of folders) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, newId());
      const file = await open(path, 'wx+', 0o600);
      await unlink(path);
      return file;
    } catch (error) {
      problem = error;
    }
  }
  throw new Unavailable('storage', 30, problem);
};

const write = async (file: FileHandle, chunk: Buffer): Promise<void> => {
  try {
    await file.writeFile(chunk);
  } catch (error) {
    throw new Unavailable('storage', 30, error);
  }
};

/** The body without its content coding, and what ends the decoding. The request itself stays open: it is yet to be answered. */
const decoded = (request: IncomingMessage): { source: Readable; end: () => void } => {
  const coding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity') return { source: request, end: () => undefined };
  if (coding !== 'gzip' && coding !== 'x-gzip') {
    throw new DomainError(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the body as it is, or with gzip', {
      headers: { 'Accept-Encoding': 'gzip' },
    });
  }
  // Errors reach whoever reads from it; without a listener they would end the process when nobody does any more.
  const gunzip = createGunzip().on('error', () => undefined);
  const gone = (): void => void (request.complete || gunzip.destroy(new Gone()));
  request.once('close', gone).pipe(gunzip);
  return {
    source: gunzip,
    end: () => {
      request.off('close', gone).unpipe(gunzip);
      gunzip.destroy();
    },
  };
};

const expandsTooFar = (source: Readable, bytes: number): boolean =>
  bytes > BOMB.bytes && 'bytesWritten' in source && bytes > BOMB.ratio * (source as Gunzip).bytesWritten;

class Gone extends Error {}
class Stalled extends Error {}

/** The chunks of a stream, which is not destroyed when one stops reading. Throws when nothing comes for too long. */
async function* unhurried(source: Readable, stallMs: number): AsyncGenerator<Buffer> {
  const chunks = source.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const stalled = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Stalled()), stallMs).unref();
    });
    const next = chunks.next();
    next.catch(() => undefined);
    const step = await Promise.race([next, stalled]).finally(() => clearTimeout(timer));
    if (step.done) return;
    yield step.value;
  }
}

const explain = (error: unknown): unknown => {
  if (error instanceof Stalled) return new DomainError(408, 'REQUEST_TIMEOUT', 'The request took too long to arrive');
  const { code = '' } = error as NodeJS.ErrnoException;
  if (error instanceof Gone || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new DomainError(400, 'BAD_REQUEST', 'The body ended early', { cause: error });
  }
  return code.startsWith('Z_') ? new InvalidInput({ _: ['The body is not valid gzip'] }, 'The body is not valid gzip') : error;
};
