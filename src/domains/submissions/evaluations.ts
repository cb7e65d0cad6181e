import { Injectable } from '@nestjs/common';
import { submissionEvaluated } from '../../sdk/contracts/exercises.js';
import type { EventData } from '../../sdk/events.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { EvaluationSignal } from './evaluation-signal.js';

interface Evaluation {
  readonly submission: {
    readonly id: string;
    readonly exercise_id: string;
    readonly student_id: string;
    readonly attempt: number;
  };
  readonly score: number;
  readonly trust: EventData<typeof submissionEvaluated>['trust'];
  readonly evaluatedAt: Date;
}

type Changed = Pick<Evaluation['submission'], 'id' | 'student_id'>;

/** Tells of evaluations, in the transaction that stores them. */
@Injectable()
export class Evaluations {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly signal: EvaluationSignal,
  ) {}

  /** A new score: to progress, analytics and plugins, and to who waits for it. */
  announce({ submission, score, trust, evaluatedAt }: Evaluation): void {
    const { id, exercise_id, student_id, attempt } = submission;
    this.uow.publish(submissionEvaluated, {
      key: student_id,
      subjectId: student_id,
      data: { submission_id: id, exercise_id, student_id, attempt, score, trust, evaluated_at: evaluatedAt.toISOString() },
    });
    this.wake(submission);
  }

  /** To who waits for it, and to the learner, alone: there is no new score. */
  wake(submission: Changed): void {
    this.tell(submission, true);
  }

  /** To the learner alone: it waits to be graded. */
  waits(submission: Changed): void {
    this.tell(submission, false);
  }

  /** To the learner alone: its tests begin to run. No transaction is open then. */
  runs({ id, student_id: studentId }: Changed): void {
    this.signal.changed({ id, tenantId: this.uow.tenantId, studentId, decided: false });
  }

  private tell({ id, student_id: studentId }: Changed, decided: boolean): void {
    const { tenantId } = this.uow;
    this.uow.afterCommit(() => this.signal.changed({ id, tenantId, studentId, decided }));
  }
}
