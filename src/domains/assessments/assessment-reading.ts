import { Injectable } from '@nestjs/common';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { NotFound, orNotFound } from '../../sdk/errors.js';
import { type Page, Paging } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { QuestionBank } from '../questions/question-bank.js';
import type { AssessmentQuery, AssessmentResultView, AssessmentView } from './assessments.schemas.js';
import { bankIdOf, type GradedAnswer } from './grade-assessment.js';

const COLUMNS = 'a.id, a.student_id, a.subject, a.topic, a.score, a.correct_count, a.total_questions, a.trust, a.created_at';

type AssessmentRow = AssessmentView & { readonly results: GradedAnswer['result'][]; readonly feedback: GradedAnswer['feedback'][] };

/** Assessments that were taken: to those who may read the learner's records. */
@Injectable()
export class AssessmentReading {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly paging: Paging,
    private readonly bank: QuestionBank,
  ) {}

  /** The newest first, without their answers. */
  async list(caller: Principal, query: AssessmentQuery): Promise<Page<AssessmentView>> {
    const studentId = query.student_id ?? caller.userId;
    await this.access.assertMayRead(caller, studentId);
    const window = this.paging.open(query);
    const rows = await this.uow.query<AssessmentView>(
      `SELECT ${COLUMNS} FROM core.assessment a WHERE a.student_id = $1 AND ($2::uuid IS NULL OR a.id < $2) ORDER BY a.id DESC LIMIT $3`,
      [studentId, window.after?.[0] ?? null, window.take],
    );
    const total = window.countExactly ? await this.count(studentId) : undefined;
    return this.paging.close(query, window, rows, (row) => [row.id], total);
  }

  /** Keys of questions that count for a grade by now are left out, even if they were told once. */
  async get(caller: Principal, id: string): Promise<AssessmentResultView> {
    const [row] = await this.uow.query<AssessmentRow>(`SELECT ${COLUMNS}, a.results, a.feedback FROM core.assessment a WHERE a.id = $1`, [
      id,
    ]);
    if (!row) throw new NotFound('assessment');
    await orNotFound('assessment', this.access.assertMayRead(caller, row.student_id));
    const { results, feedback, ...view } = row;
    const bank = await this.bank.find(results.flatMap(({ question_id }) => bankIdOf(question_id) ?? []));
    const told = (index: number, questionId: string): GradedAnswer['feedback'] => {
      const kept = feedback[index];
      return kept && bank.get(questionId)?.use !== 'graded' ? kept : { correct_answer: null, explanation: null };
    };
    return { ...view, results: results.map((result, index) => ({ ...result, ...told(index, result.question_id) })) };
  }

  private async count(studentId: string): Promise<number> {
    const [row] = await this.uow.query<{ total: number }>('SELECT count(*)::int AS total FROM core.assessment WHERE student_id = $1', [
      studentId,
    ]);
    return row?.total ?? 0;
  }
}
