import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { newId } from '../../../sdk/ids.js';
import { PAYLOAD_BYTES } from '../../database/announce.js';
import { DirectListener } from '../../database/direct-listener.js';

const CHANNEL = 'lectern_bus';
/** A piece has a head, and its bytes are written as base64. */
const PIECE_BYTES = 5400;
/** The connection comes back within a second or two, or the database is away. */
const PATIENCE_MS = 3000;
const AGAIN_MS = 250;
/** Of one text: several times as many as the bus sends at once. */
const MOST_PIECES = 256;
/** Texts of which some pieces have come. */
const MOST_PARTS = 500;

const PIECE = /^([0-9a-f-]{36}) (\d{1,4}) (\d{1,4}) ([A-Za-z0-9+/=]+)$/;

interface Part {
  readonly pieces: (string | undefined)[];
  missing: number;
}

/** Carries texts through PostgreSQL's NOTIFY; longer ones in pieces. */
@Injectable()
export class NotifyCarrier implements OnApplicationShutdown {
  private readonly parts = new LRUCache<string, Part>({ max: MOST_PARTS });
  private closed = false;

  constructor(private readonly direct: DirectListener) {}

  listen(heard: (text: string) => void): void {
    this.direct.on(CHANNEL, (payload) => {
      const text = payload.startsWith('[') ? payload : this.whole(payload);
      if (text !== undefined) heard(text);
    });
  }

  /** False when the connection did not come back in time. */
  async send(text: string): Promise<boolean> {
    for (const piece of piecesOf(text)) if (!(await this.patiently(piece))) return false;
    return true;
  }

  onApplicationShutdown(): void {
    this.closed = true;
  }

  private async patiently(payload: string): Promise<boolean> {
    const end = performance.now() + PATIENCE_MS;
    while (!(await this.direct.notify(CHANNEL, payload))) {
      if (this.closed || performance.now() > end) return false;
      await wait(AGAIN_MS, undefined, { ref: false });
    }
    return true;
  }

  private whole(payload: string): string | undefined {
    const [, id = '', at = '', count = '', piece = ''] = PIECE.exec(payload) ?? [];
    const [place, length] = [Number(at), Number(count)];
    const part = this.parts.get(id) ?? {
      pieces: Array.from<string | undefined>({ length: Math.min(length, MOST_PIECES) }),
      missing: length,
    };
    if (length > MOST_PIECES || part.pieces.length !== length || place >= length) throw new Error('This is no piece of a message of ours');
    if (part.pieces[place] === undefined) part.missing -= 1;
    part.pieces[place] = piece;
    this.parts.set(id, part);
    if (part.missing > 0) return undefined;
    this.parts.delete(id);
    return Buffer.concat(part.pieces.map((each = '') => Buffer.from(each, 'base64'))).toString('utf8');
  }
}

/** The text, or, when it is too long, `<id> <at> <count> <base64>`. */
const piecesOf = (text: string): string[] => {
  const bytes = Buffer.from(text);
  if (bytes.length <= PAYLOAD_BYTES) return [text];
  const id = newId();
  const count = Math.ceil(bytes.length / PIECE_BYTES);
  return Array.from({ length: count }, (_, at) => {
    const piece = bytes.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES);
    return `${id} ${at} ${count} ${piece.toString('base64')}`;
  });
};
