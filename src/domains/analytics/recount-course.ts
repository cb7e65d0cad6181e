import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import { defineJob, type JobHandler, Jobs, type RunningJob } from '../../sdk/jobs.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { LearnerCounts } from './learner-counts.js';

/** So many can be counted while an event is delivered. */
const PAGE = 300;
const LEARNERS = `
  SELECT user_id FROM core.learner_course WHERE course_id = $1 AND ($2::uuid IS NULL OR user_id > $2) ORDER BY user_id LIMIT ${PAGE}`;

/** After a course got or lost a chapter: who is through with it. */
export const recountCourse = defineJob({ name: 'analytics.recount-course', input: z.strictObject({ course_id: idSchema }) });

type Input = z.output<typeof recountCourse.input>;

/** Counts anew who is through with a course as it is now. Safe to run again at any point. */
@Injectable()
export class RecountCourse implements JobHandler<Input> {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly counts: LearnerCounts,
    private readonly jobs: Jobs,
  ) {}

  /** At once where the learners are few, else as a job. In the open unit of work. */
  async start(courseId: string): Promise<void> {
    const learners = await this.page(courseId, null);
    if (learners.length === PAGE) await this.jobs.enqueue(recountCourse, { course_id: courseId });
    else if (learners.length > 0) await this.counts.refreshFinished(learners, courseId);
  }

  async run({ input, signal }: RunningJob<Input>): Promise<{ learners: number }> {
    let learners = 0;
    for (let last: string | null = null; ;) {
      signal.throwIfAborted();
      const page: string[] = await this.page(input.course_id, last);
      if (page.length > 0) await this.counts.refreshFinished(page, input.course_id);
      learners += page.length;
      last = page.at(-1) ?? null;
      if (page.length < PAGE) return { learners };
    }
  }

  private async page(courseId: string, last: string | null): Promise<string[]> {
    const rows = await this.uow.query<{ user_id: string }>(LEARNERS, [courseId, last]);
    return rows.map((row) => row.user_id);
  }
}
