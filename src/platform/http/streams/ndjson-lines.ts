import { setImmediate as nextTurn } from 'node:timers/promises';
import type { UploadedLine } from '../../../sdk/streams.js';
import { parseJson } from '../read-json-body.js';

const MAX_LINE_BYTES = 1_048_576;
const NEWLINE = 0x0a;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
/** After so many lines others have their turn. */
const LINES_A_TURN = 500;

/** Lines as they are cut: undefined for one that is too long to be kept. A chunk is done with when the next is asked for. */
async function* cutLines(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer | undefined> {
  let pending: Buffer[] = [];
  let bytes = 0;
  const take = (part: Buffer): void => {
    bytes += part.length;
    if (bytes > maxBytes) pending = [];
    else if (part.length > 0) pending.push(part);
  };
  const cut = (): Buffer | undefined => {
    const [only = Buffer.alloc(0)] = pending;
    const line = bytes > maxBytes ? undefined : pending.length <= 1 ? only : Buffer.concat(pending);
    pending = [];
    bytes = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, to));
      from = to + 1;
      yield cut();
    }
    take(Buffer.from(chunk.subarray(from)));
  }
  if (bytes > 0) yield cut();
}

/** A line and what it says; lines of white space say nothing and are left out. Memory: one line and one chunk. */
export async function* ndjsonLines(
  chunks: AsyncIterable<Buffer>,
  maxBytes = MAX_LINE_BYTES,
  isWanted: (number: number) => boolean = () => true,
): AsyncGenerator<UploadedLine> {
  let number = 0;
  for await (const cut of cutLines(chunks, maxBytes)) {
    number += 1;
    if (number % LINES_A_TURN === 0) await nextTurn();
    if (!isWanted(number)) continue;
    if (!cut) {
      yield { number, problem: `Longer than ${maxBytes} bytes` };
      continue;
    }
    const line = number === 1 && cut.subarray(0, BOM.length).equals(BOM) ? cut.subarray(BOM.length) : cut;
    if (!isBlank(line)) yield { number, ...parseJson(line) };
  }
}

const isBlank = (line: Buffer): boolean => line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
