import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { pagesById } from '../../platform/database/pages-by-id.js';
import { defineJob, type JobHandler, type RunningJob } from '../../sdk/jobs.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { LearnerCounts } from './learner-counts.js';

const PAGE = 200;
const TRIED = `
  SELECT user_id AS id FROM core.learner_standing WHERE exercises_tried > 0 AND ($1::uuid IS NULL OR user_id > $1) ORDER BY user_id LIMIT ${PAGE}`;

/** After the institution moved the scores from which an exercise is completed and mastered. */
export const recountExercises = defineJob({ name: 'analytics.recount-exercises', input: z.strictObject({}) });

/** Counts anew what every learner has completed. Safe to run again at any point. */
@Injectable()
export class RecountExercises implements JobHandler {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly counts: LearnerCounts,
  ) {}

  async run({ signal }: RunningJob<unknown>): Promise<{ learners: number }> {
    let learners = 0;
    for await (const page of pagesById(PAGE, (after) => this.uow.query<{ id: string }>(TRIED, [after]))) {
      signal.throwIfAborted();
      await this.counts.refreshExercises(page.map(({ id }) => id));
      learners += page.length;
    }
    return { learners };
  }
}
