import { LRUCache } from 'lru-cache';
import type { LimitCount } from './limit-subjects.js';

const MAX_NOTES = 50_000;

/** What this process knows of one count that all share. */
export interface WindowNote {
  /** As Redis last said. */
  used: number;
  /** What was counted here alone, and Redis does not know of. */
  unsaid: number;
  /** By `performance.now()`; what is noted of a window is nothing to the next. */
  endsAt: number;
  /** The same by the clock of Redis; 0: it has not said. */
  endsThere: number;
}

/** So that short outages neither grant what is used up nor hide what passed meanwhile, also when Redis forgot. */
export class WindowNotes {
  private readonly notes = new LRUCache<string, WindowNote>({ max: MAX_NOTES });

  /** The note of the running window, or a new one. */
  of(key: string, { name, windowSeconds }: LimitCount): WindowNote {
    const id = `${name}|${key}`;
    const known = this.notes.get(id);
    const now = performance.now();
    if (known && known.endsAt > now && known.endsAt <= now + windowSeconds * 1000) return known;
    const note: WindowNote = { used: 0, unsaid: 0, endsAt: now + windowSeconds * 1000, endsThere: 0 };
    this.notes.set(id, note);
    return note;
  }
}
