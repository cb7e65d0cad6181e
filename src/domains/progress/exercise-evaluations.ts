import { Injectable } from '@nestjs/common';
import type { submissionEvaluated } from '../../sdk/contracts/exercises.js';
import type { EventData } from '../../sdk/events.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ProgressLog } from './progress-log.js';

const IS_HERE = 'SELECT FROM core.users WHERE id = $1';
const KNOWN = `
  SELECT FROM core.progress_event WHERE user_id = $1 AND exercise_id = $2 AND source_id = $3 AND kind = 'exercise_evaluated' LIMIT 1`;

/** Evaluated submissions become progress. They may come late, twice and in any order: each evaluation counts once, as of its time. */
@Injectable()
export class ExerciseEvaluations {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly log: ProgressLog,
  ) {}

  async take(evaluated: EventData<typeof submissionEvaluated>): Promise<void> {
    const { student_id: userId, exercise_id: exerciseId, submission_id: submissionId, score, trust } = evaluated;
    // Somebody who was erased since has no progress.
    if ((await this.uow.query(IS_HERE, [userId])).length === 0) return;
    const known = (await this.uow.query(KNOWN, [userId, exerciseId, submissionId])).length > 0;
    await this.log.append({
      userId,
      // Handing in is the learner's own act, and it is one: not grading it again, nor what staff make of it.
      actorId: trust === 'server_graded' && !known ? userId : null,
      trust,
      occurredAt: new Date(evaluated.evaluated_at),
      entry: { kind: 'exercise_evaluated', exerciseId, submissionId, score },
    });
  }
}
