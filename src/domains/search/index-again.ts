import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { defineJob, type JobHandler, type RunningJob } from '../../sdk/jobs.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

export const indexAgain = defineJob({ name: 'search.index-again', input: z.object({}) });

/** Texts in one transaction: well within what a statement may take, even if each is as long as may be. */
const AT_A_TIME = 5;

/**
 * Indexes everything of an institution anew: its words are stemmed by its language. What is searched meanwhile is found
 * by the old stems or the new ones; what is written meanwhile is indexed by the new ones already.
 */
@Injectable()
export class IndexAgain implements JobHandler {
  constructor(private readonly uow: UnitOfWork) {}

  async run(job: RunningJob<unknown>): Promise<{ indexed: number }> {
    // also the way for words to go that no text has any more
    await this.uow.run((em) => em.query('DELETE FROM core.search_word'));
    let indexed = 0;
    for (let ids = await this.after(null); ids.length > 0 && !job.signal.aborted; ids = await this.after(ids.at(-1) ?? null)) {
      await this.uow.run((em) => em.query('SELECT core.search_put_again($1)', [ids]));
      indexed += ids.length;
    }
    job.signal.throwIfAborted();
    return { indexed };
  }

  private async after(id: string | null): Promise<string[]> {
    const rows = await this.uow.query<{ id: string }>(
      'SELECT id FROM core.search_entry WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2',
      [id, AT_A_TIME],
    );
    return rows.map((row) => row.id);
  }
}
