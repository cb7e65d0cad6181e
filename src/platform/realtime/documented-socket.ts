import type { z } from 'zod';

/** One kind of frame of a plain WebSocket. */
export interface DocumentedFrame {
  /** Its `type`. */
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType;
}

/** A plain WebSocket, as a domain describes it. */
export interface DocumentedSocket {
  readonly description: string;
  readonly receives: readonly DocumentedFrame[];
  readonly sends: readonly DocumentedFrame[];
}
