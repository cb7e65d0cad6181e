import { Injectable } from '@nestjs/common';
import { assessmentCompleted } from '../../sdk/contracts/assessments.js';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { InvalidInput } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { assertedTrust, isStaff } from '../progress/asserted-trust.js';
import { ProgressLog } from '../progress/progress-log.js';
import { QuestionBank } from '../questions/question-bank.js';
import type { QuestionRow } from '../questions/question-sql.js';
import { QuestionsAtStake } from '../quizzes/questions-at-stake.js';
import type { AssessmentResultView, TakeAssessment } from './assessments.schemas.js';
import { bankIdOf, gradeAssessment, type GradedAssessment } from './grade-assessment.js';

/** An assessment outside of any quiz: graded, kept and announced at once. */
@Injectable()
export class AssessmentTaking {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly bank: QuestionBank,
    private readonly log: ProgressLog,
    private readonly atStake: QuestionsAtStake,
  ) {}

  /**
   * One's own, a child's, or that of somebody one teaches. Throws `InvalidInput` as `gradeAssessment` does, and for questions
   * that a quiz may still ask: tried out here, they would be answered before they are asked.
   */
  async run(caller: Principal, input: TakeAssessment): Promise<AssessmentResultView> {
    await this.access.assertMayRead(caller, input.student_id);
    const asserted = assertedTrust(caller, input.student_id);
    return this.uow.run(async () => {
      const bank = await this.bank.find(input.questions.flatMap(({ id }) => bankIdOf(id) ?? []));
      if (!isStaff(caller)) await this.assertNotAtStake(caller, input, bank);
      const graded = gradeAssessment(input.questions, bank, asserted);
      const view = assessmentView(input, graded);
      await this.keep(view, graded);
      const { id: assessmentId, subject, topic, score } = view;
      await this.log.append({
        ...{ userId: view.student_id, actorId: caller.userId, trust: view.trust, occurredAt: view.created_at },
        entry: { kind: 'assessment_completed', assessmentId, subject, topic, score },
      });
      this.announce(view);
      if (asserted === 'staff') {
        const target = { type: 'user', id: view.student_id };
        this.uow.audit({ action: 'assessments.assessment-taken', category: 'staff', target, detail: { assessment_id: assessmentId } });
      }
      return view;
    });
  }

  /** Neither for the learner nor for whoever asks on their behalf. */
  private async assertNotAtStake(caller: Principal, input: TakeAssessment, bank: ReadonlyMap<string, QuestionRow>): Promise<void> {
    const graded = [...bank.values()].flatMap(({ id, use }) => (use === 'graded' ? [id] : []));
    const held = new Set<string>();
    for (const userId of new Set([caller.userId, input.student_id])) for (const id of await this.atStake.of(userId, graded)) held.add(id);
    const problems = input.questions.flatMap(({ id }, index) =>
      held.has(bankIdOf(id) ?? '') ? [[`questions.${index}.id`, ['A quiz that can still be taken asks this question']] as const] : [],
    );
    if (problems.length > 0) throw new InvalidInput(Object.fromEntries(problems));
  }

  private async keep(view: AssessmentResultView, { answers }: GradedAssessment): Promise<void> {
    const { id, student_id, subject, topic, score, correct_count, total_questions, trust, created_at } = view;
    await this.uow.em.query(
      `INSERT INTO core.assessment (id, student_id, subject, topic, score, correct_count, total_questions, trust, created_at, results, feedback)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        ...[id, student_id, subject, topic, score, correct_count, total_questions, trust, created_at],
        JSON.stringify(answers.map(({ result }) => result)),
        JSON.stringify(answers.map(({ feedback }) => feedback)),
      ],
    );
  }

  /** The learner's streak row is locked: what one learner does is published in order. */
  private announce({ id, results: _answers, created_at, ...rest }: AssessmentResultView): void {
    this.uow.publish(assessmentCompleted, {
      key: rest.student_id,
      subjectId: rest.student_id,
      data: { assessment_id: id, ...rest, completed_at: created_at.toISOString() },
    });
  }
}

const assessmentView = (input: TakeAssessment, { answers, correctCount, score, trust }: GradedAssessment): AssessmentResultView => ({
  id: newId(),
  student_id: input.student_id,
  subject: input.subject,
  topic: input.topic,
  score,
  correct_count: correctCount,
  total_questions: answers.length,
  trust,
  created_at: new Date(),
  results: answers.map(({ result, feedback }) => ({ ...result, ...feedback })),
});
