import { TooMany, Unavailable } from '../../../sdk/errors.js';

const PER_TENANT = 2;
const PER_PROCESS = 8;
const RETRY_AFTER_SECONDS = 5;

/** How many bodies are received and worked on at once: one institution does not fill the disk, nor all of them together. */
export class UploadSlots {
  private readonly taken = new Map<string, number>();
  private total = 0;

  /** Answers what gives the place back. Throws `TooMany`, or `Unavailable` when the process as a whole has no more. */
  take(tenantId: string): () => void {
    const own = this.taken.get(tenantId) ?? 0;
    if (own >= PER_TENANT) throw new TooMany(RETRY_AFTER_SECONDS, `${PER_TENANT} uploads of this institution are running already`);
    if (this.total >= PER_PROCESS) throw new Unavailable('uploads', RETRY_AFTER_SECONDS);
    this.taken.set(tenantId, own + 1);
    this.total += 1;
    return () => {
      const left = (this.taken.get(tenantId) ?? 1) - 1;
      if (left > 0) this.taken.set(tenantId, left);
      else this.taken.delete(tenantId);
      this.total -= 1;
    };
  }
}
