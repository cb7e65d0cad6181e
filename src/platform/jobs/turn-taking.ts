import type { JobQueueName } from '../../sdk/jobs.js';
import type { QueueClient, QueueEntry } from './queue-client.js';

/** Another process may take what was seen to be due; then there may be something less urgent. */
const LOOKS = 3;
/** To find nobody but those who had their turn, all that wait are looked through: not again before so many times as long have passed. */
const RESTS = 20;
/** A look that is no longer than this costs nobody anything; */
const SHORT_MS = 20;
/** nor does one that is long because the machine is slow with everything: this is many times as long as a simple question. */
const LONG_TIMES = 5;

/**
 * Whose job is taken next from a queue: of the most urgent ones the oldest, but institutions take turns. Once an
 * institution had its turn, the others that wait come first; when none of them does, a new round begins. So ten
 * thousand jobs of one institution hold up another's by two. Rounds are each process's own affair.
 */
export class TurnTaking {
  private readonly round = new Set<string>();
  private alone = { rank: 0, until: 0 };

  constructor(
    private readonly name: JobQueueName,
    private readonly queue: Pick<QueueClient, 'mostUrgent' | 'take'>,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  async next(): Promise<QueueEntry | undefined> {
    for (let look = 0; look < LOOKS; look += 1) {
      const since = this.clock();
      const rank = await this.queue.mostUrgent(this.name);
      if (rank === undefined) return undefined;
      const entry = await this.take(rank, Math.max(SHORT_MS, LONG_TIMES * (this.clock() - since)));
      if (entry) return entry;
    }
    return undefined;
  }

  private async take(rank: number, shortMs: number): Promise<QueueEntry | undefined> {
    let entry = await this.ofOthers(rank, shortMs);
    if (!entry) {
      this.round.clear();
      entry = await this.queue.take(this.name, rank, []);
    }
    if (entry) this.round.add(entry.data.tenant_id);
    return entry;
  }

  private async ofOthers(rank: number, shortMs: number): Promise<QueueEntry | undefined> {
    const since = this.clock();
    if (this.round.size === 0 || (rank === this.alone.rank && since < this.alone.until)) return undefined;
    const entry = await this.queue.take(this.name, rank, [...this.round]);
    const now = this.clock();
    if (!entry && now - since > shortMs) this.alone = { rank, until: now + RESTS * (now - since) };
    return entry;
  }
}
