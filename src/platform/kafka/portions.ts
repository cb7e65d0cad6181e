import type { StoredEvent } from '../events/stored-event.js';

/** A broker takes a megabyte at a time unless told otherwise; all that goes to one partition at once is one record batch. */
const PORTION_BYTES = 800_000;
const ENVELOPE_BYTES = 600;

/** Splits a batch, in order, so that no part is larger than a broker takes. An event alone is always small enough. */
export const portionsOf = (events: readonly StoredEvent[]): StoredEvent[][] => {
  const portions: StoredEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const bytes = Buffer.byteLength(JSON.stringify(event.data)) + ENVELOPE_BYTES;
    const last = portions.at(-1);
    if (last && bytes <= room) last.push(event);
    else {
      portions.push([event]);
      room = PORTION_BYTES;
    }
    room -= bytes;
  }
  return portions;
};
