import { Injectable } from '@nestjs/common';
import type { JobQueueName } from '../../sdk/jobs.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { JobSignal } from './job-signal.js';
import { pluginWaitedFor } from './parked-for.js';
import { QueueClient } from './queue-client.js';

interface Waiting {
  readonly queue: JobQueueName;
  readonly waiting_for: string;
}

/** Has the parked jobs of the institution of the context taken up at once, instead of when they are looked at next. */
@Injectable()
export class ParkedJobRelease {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queue: QueueClient,
    private readonly signal: JobSignal,
  ) {}

  async run(isOn: (pluginId: string) => boolean): Promise<void> {
    const waiting = await this.uow.query<Waiting>('SELECT DISTINCT queue, waiting_for FROM core.job WHERE waiting_for IS NOT NULL');
    for (const { queue, waiting_for: waitingFor } of waiting) {
      const pluginId = pluginWaitedFor(waitingFor);
      if (pluginId === undefined || !isOn(pluginId)) continue;
      await this.uow.run(async (em) => {
        const rows = await em.query<{ id: string }[]>('SELECT id FROM core.job WHERE waiting_for = $1 AND queue = $2', [waitingFor, queue]);
        await this.queue.bringForward(
          em,
          queue,
          rows.map(({ id }) => id),
        );
        this.uow.afterCommit(() => this.signal.queued(queue));
      });
    }
  }
}
