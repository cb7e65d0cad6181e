import type { Readable } from 'node:stream';

/** Collects a stream up to a number of bytes, and says so when there is more. */
export class CappedOutput {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  truncated = false;

  constructor(stream: Readable, most: number, onExceeded: () => void) {
    stream.on('data', (chunk: Buffer) => {
      const room = most - this.size;
      if (room > 0) this.chunks.push(chunk.subarray(0, room));
      this.size += chunk.length;
      if (chunk.length <= room || this.truncated) return;
      this.truncated = true;
      onExceeded();
    });
    stream.on('error', () => undefined);
  }

  /** Bytes that are no UTF-8, and NUL, are replaced: a database keeps neither. */
  get text(): string {
    return Buffer.concat(this.chunks).toString().replaceAll('\0', '\uFFFD');
  }
}
