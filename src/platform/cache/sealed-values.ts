import { RedisSeal } from '../redis/redis-seal.js';
import { decodeValue, encodeValue } from './cached-value.js';

/** How far the clocks of two processes may lie apart for one to believe the other. */
const SKEW_MS = 1000;

export interface Opened<V> {
  readonly value: V;
  /** How much longer it may be kept, in milliseconds. */
  readonly leftMs: number;
}

/**
 * Values as they lie in Redis: authenticated by a key of the installation, for one place and until a moment. Whoever can write there can
 * make up none, put none where another belongs, and bring none back after its time.
 */
export class SealedValues<V> {
  private readonly seal: RedisSeal;

  constructor(
    secret: Buffer,
    purpose: string,
    /** Throws for what has not the shape that this version knows. */
    private readonly parse: (value: unknown) => V = (value) => value as V,
  ) {
    this.seal = new RedisSeal([secret], purpose);
  }

  close(value: V, place: string, leftMs: number): string {
    return this.seal.seal(`${Date.now() + leftMs} ${encodeValue(value)}`, place);
  }

  /** Undefined for what is not to be believed. `keepMs`: as long as it is kept at most. */
  open(sealed: string, place: string, keepMs: number): Opened<V> | undefined {
    const text = this.seal.open(sealed, place);
    const [head, until] = /^(\d{1,15}) /.exec(text ?? '') ?? [];
    if (text === undefined || head === undefined) return undefined;
    const leftMs = Number(until) - Date.now();
    if (leftMs <= 0 || leftMs > keepMs + SKEW_MS) return undefined;
    try {
      return { value: this.parse(decodeValue(text.slice(head.length))), leftMs: Math.min(leftMs, keepMs) };
    } catch {
      return undefined;
    }
  }
}
