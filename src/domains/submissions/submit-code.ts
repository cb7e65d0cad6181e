import { Injectable } from '@nestjs/common';
import { Forbidden, InvalidInput, TooMany } from '../../sdk/errors.js';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { Jobs } from '../../sdk/jobs.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { RunQuota } from '../code-execution/quota/run-quota.js';
import { Exercises } from '../exercises/exercises.js';
import { Evaluations } from './evaluations.js';
import { gradeSubmission } from './grade-submission.js';
import { ADD_SUBMISSION, COUNT_UNGRADED, LOCK_STUDENT } from './submission-sql.js';
import { evaluates, type SubmissionRow, submissionView, type SubmissionView } from './submission.view.js';
import type { SubmitCodeInput } from './submissions.schemas.js';

/** As many of one person wait at once. */
const MOST_UNGRADED = 20;
const ROOM_AGAIN_SECONDS = 5;

/** Takes code that is handed in: the submission and the job that grades it commit together. */
@Injectable()
export class SubmitCode {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly exercises: Exercises,
    private readonly quota: RunQuota,
    private readonly jobs: Jobs,
    private readonly evaluations: Evaluations,
  ) {}

  /**
   * `id` becomes that of the submission. Throws `NotFound('exercise')` for drafts too, `InvalidInput` for another language than
   * the exercise's, `TooMany` with `QUOTA_EXCEEDED` when today's processor time is used up or too many of this person wait.
   */
  async run(caller: Principal, input: SubmitCodeInput, id: string): Promise<SubmissionView> {
    return this.uow.run(async (em) => {
      const studentId = await this.whose(caller, input.student_id);
      const exercise = await this.exercises.gradable(input.exercise_id);
      const { language, version } = exercise;
      if (input.language !== undefined && input.language !== language) {
        throw new InvalidInput({ language: [`This exercise is written in ${language}`] });
      }
      await this.quota.assertOpen(studentId);
      await em.query(LOCK_STUDENT, [studentId]);
      await this.assertRoom(studentId);
      const values = [id, exercise.id, version, studentId, caller.userId, input.code, language];
      const [row] = await em.query<SubmissionRow[]>(ADD_SUBMISSION, values);
      if (!row) throw new Error('The submission was not stored');
      await this.jobs.enqueue(gradeSubmission, { submission_id: id, grading: 1 }, { subjectId: studentId, priority: 'high' });
      this.evaluations.waits({ id, student_id: studentId });
      if (studentId !== caller.userId) {
        const detail = { student_id: studentId, exercise_id: exercise.id };
        this.uow.audit({ action: 'submissions.submitted', category: 'staff', target: { type: 'submission', id }, detail });
      }
      return submissionView(row, caller);
    });
  }

  /** Everybody for themselves; staff for those they teach. Others learn nothing of people they may not read. */
  private async whose(caller: Principal, studentId: string | undefined): Promise<string> {
    if (studentId === undefined || studentId === caller.userId) return caller.userId;
    await this.access.assertMayRead(caller, studentId);
    if (!evaluates(caller)) throw new Forbidden('Only staff hand in for somebody else');
    return studentId;
  }

  private async assertRoom(studentId: string): Promise<void> {
    const [row] = await this.uow.em.query<{ ungraded: number }[]>(COUNT_UNGRADED, [studentId]);
    if ((row?.ungraded ?? 0) < MOST_UNGRADED) return;
    throw new TooMany(ROOM_AGAIN_SECONDS, `${MOST_UNGRADED} submissions wait to be graded already`, 'QUOTA_EXCEEDED');
  }
}
