import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { quizAttemptRegraded } from '../../../sdk/contracts/quizzes.js';
import { idSchema, newId } from '../../../sdk/ids.js';
import { defineJob, type JobHandler, type RunningJob } from '../../../sdk/jobs.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { ProgressLog } from '../../progress/progress-log.js';
import { type Effect, effectOf } from './correction.js';
import { type AttemptToRegrade, CHANGE_GRADE, CORRECT_QUESTION, KEEP_GRADE, LOCK_ATTEMPT } from './regrading-sql.js';
import { RegradingPages } from './regrading-pages.js';

/** Regrades the attempts at a quiz by a corrected key. */
export const regradeAttempts = defineJob({
  name: 'quizzes.regrade-attempts',
  input: z.strictObject({
    quiz_id: idSchema,
    question_id: idSchema,
    attempt_ids: z.array(idSchema).optional(),
    correction: z.strictObject({
      correct_answer: z.union([z.string(), z.boolean(), z.number()]).optional(),
      accepted_answers: z.array(z.string()).optional(),
      tolerance: z.number().nullable().optional(),
    }),
    requested_by: idSchema,
  }),
  cancellable: true,
});
type Input = z.output<typeof regradeAttempts.input>;

/** Every grade that changed, whichever attempt of the job changed it. */
const RESULT = `
  SELECT count(*)::int AS changed, count(*) FILTER (WHERE score_after > score_before)::int AS raised,
    count(*) FILTER (WHERE score_after < score_before)::int AS lowered,
    count(*) FILTER (WHERE passed_after AND NOT passed_before)::int AS newly_passed,
    count(*) FILTER (WHERE passed_before AND NOT passed_after)::int AS no_longer_passed
  FROM core.quiz_regrade WHERE job_id = $1`;

/** A transaction an attempt: short locks, and whoever interrupts it finds the rest as it was. Safe to run again: what is regraded stays so. */
@Injectable()
export class RegradeAttempts implements JobHandler<Input> {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly pages: RegradingPages,
    private readonly progress: ProgressLog,
  ) {}

  async run(job: RunningJob<Input>): Promise<unknown> {
    const { quiz_id: quizId, question_id: questionId, attempt_ids: attemptIds, correction } = job.input;
    const scope = { quizId, questionId, attemptIds };
    const total = await this.pages.count(scope);
    let seen = 0;
    for await (const page of this.pages.of(scope)) {
      for (const attempt of page) {
        const { kind } = effectOf(attempt, correction);
        if (kind !== 'open' && kind !== 'regraded') continue;
        job.signal.throwIfAborted();
        await this.uow.run(() => this.regrade(attempt.id, job));
      }
      seen += page.length;
      await job.progress(Math.min(1, seen / Math.max(1, total)));
    }
    const [result] = await this.uow.query(RESULT, [job.id]);
    return result;
  }

  /** Looks again under the lock of the attempt: it may have been handed in since. */
  private async regrade(attemptId: string, job: RunningJob<Input>): Promise<void> {
    const { question_id: questionId, correction } = job.input;
    const { em } = this.uow;
    const [attempt] = await em.query<AttemptToRegrade[]>(LOCK_ATTEMPT, [attemptId, questionId]);
    if (!attempt) return;
    const effect = effectOf(attempt, correction);
    if (effect.kind !== 'open' && effect.kind !== 'regraded') return;
    await em.query(CORRECT_QUESTION, [attemptId, questionId, JSON.stringify(effect.question)]);
    if (effect.kind === 'regraded') await this.change(attempt, effect, job);
  }

  private async change(attempt: AttemptToRegrade, { grade }: Extract<Effect, { kind: 'regraded' }>, job: RunningJob<Input>): Promise<void> {
    const { quiz_id: quizId, question_id: questionId, requested_by: staffId } = job.input;
    const { id: attemptId, user_id: userId, course_id: courseId } = attempt;
    const now = new Date();
    const { em } = this.uow;
    await em.query(CHANGE_GRADE, [attemptId, grade.correctIds, grade.score, grade.passed]);
    const before = JSON.stringify(attempt.question);
    const grades = [attempt.score, grade.score, attempt.passed, grade.passed];
    await em.query(KEEP_GRADE, [newId(), attemptId, userId, questionId, job.id, before, ...grades, staffId, now]);
    const entry = { kind: 'quiz_attempt_regraded', courseId, quizId, attemptId, score: grade.score } as const;
    await this.progress.append({ userId, actorId: staffId, trust: 'server_graded', occurredAt: now, entry });
    this.tell(attempt, grade, job, now);
  }

  private tell(attempt: AttemptToRegrade, { score, passed }: { score: number; passed: boolean }, job: RunningJob<Input>, now: Date): void {
    const { quiz_id, question_id, requested_by } = job.input;
    const { id: attempt_id, user_id, course_id, score: previous_score } = attempt;
    this.uow.publish(quizAttemptRegraded, {
      key: user_id,
      subjectId: user_id,
      data: { attempt_id, quiz_id, course_id, user_id, score, passed, previous_score, regraded_at: now.toISOString() },
    });
    this.uow.audit({
      action: 'quizzes.attempt-regraded',
      category: 'staff',
      target: { type: 'quiz-attempt', id: attempt_id },
      detail: { quiz_id, question_id, user_id, score_before: previous_score, score_after: score, requested_by, job_id: job.id },
    });
  }
}
