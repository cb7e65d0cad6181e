import type { JobQueueName } from '../../sdk/jobs.js';
import type { QueueClient, QueueEntry } from './queue-client.js';

/** Another process may take what was seen to be due; then there may be something less urgent. */
const LOOKS = 3;

/**
 * Whose job is taken next from a queue: of the most urgent ones the oldest, but institutions take turns. Once an
 * institution had its turn, the others that wait come first; when none of them does, a new round begins. So ten
 * thousand jobs of one institution hold up another's by two. Rounds are each process's own affair.
 */
export class TurnTaking {
  private readonly round = new Set<string>();

  constructor(
    private readonly name: JobQueueName,
    private readonly queue: Pick<QueueClient, 'mostUrgent' | 'take'>,
  ) {}

  async next(): Promise<QueueEntry | undefined> {
    for (let look = 0; look < LOOKS; look += 1) {
      const rank = await this.queue.mostUrgent(this.name);
      if (rank === undefined) return undefined;
      const entry = await this.take(rank);
      if (entry) return entry;
    }
    return undefined;
  }

  private async take(rank: number): Promise<QueueEntry | undefined> {
    let entry = this.round.size > 0 ? await this.queue.take(this.name, rank, [...this.round]) : undefined;
    if (!entry) {
      this.round.clear();
      entry = await this.queue.take(this.name, rank, []);
    }
    if (entry) this.round.add(entry.data.tenant_id);
    return entry;
  }
}
