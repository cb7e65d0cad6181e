import { Injectable } from '@nestjs/common';
import { InvalidInput } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { QuestionBank } from '../questions/question-bank.js';
import type { DrawRuleInput, PlacedQuestion } from './quizzes.schemas.js';

const PLACE = `
  INSERT INTO core.quiz_question (quiz_id, question_id, position, points)
  SELECT $1, given.id, given.position, given.points FROM unnest($2::uuid[], $3::int[]) WITH ORDINALITY AS given (id, points, position)`;
const ADD_DRAWS = `
  INSERT INTO core.quiz_draw (quiz_id, position, subject, topic, difficulty, count)
  SELECT $1, given.position, given.subject, given.topic, given.difficulty, given.count
  FROM unnest($2::text[], $3::text[], $4::int[], $5::int[]) WITH ORDINALITY AS given (subject, topic, difficulty, count, position)`;

/** What a quiz asks, in the open unit of work: questions of the bank, and rules by which more are drawn from it. */
@Injectable()
export class QuizContents {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly bank: QuestionBank,
  ) {}

  /** Replaces each list that is given. Throws `InvalidInput` for unknown questions, and for draws the bank is too small for. */
  async replace(
    quizId: string,
    {
      questions,
      draw,
    }: { readonly questions?: readonly PlacedQuestion[] | undefined; readonly draw?: readonly DrawRuleInput[] | undefined },
  ): Promise<void> {
    if (questions) await this.place(quizId, questions);
    if (draw) await this.replaceDraws(quizId, draw);
  }

  /** New questions go into the bank; all of them count for a grade from now on. */
  private async place(quizId: string, questions: readonly PlacedQuestion[]): Promise<void> {
    await this.assertKnown(questions);
    const ids: string[] = [];
    for (const question of questions) ids.push(await this.idOf(question));
    const { em } = this.uow;
    await em.query('DELETE FROM core.quiz_question WHERE quiz_id = $1', [quizId]);
    if (ids.length === 0) return;
    await em.query(PLACE, [quizId, ids, questions.map(({ points }) => points ?? 1)]);
    await this.bank.markGraded(ids);
  }

  private async assertKnown(questions: readonly PlacedQuestion[]): Promise<void> {
    const known = questions.flatMap((question, index) => ('id' in question ? [{ id: question.id, index }] : []));
    await this.bank.freeze(
      known.map(({ id }) => id),
      (position) => `questions.${known[position]?.index}.id`,
    );
  }

  private async idOf(question: PlacedQuestion): Promise<string> {
    if ('id' in question) return question.id;
    const { points: _, ...content } = question;
    return this.bank.add({ ...content, use: 'graded' });
  }

  private async replaceDraws(quizId: string, draws: readonly DrawRuleInput[]): Promise<void> {
    for (const [index, rule] of draws.entries()) {
      const found = await this.bank.countMatching(rule);
      if (found < rule.count) throw new InvalidInput({ [`draw.${index}.count`]: [`The bank has only ${found} such questions`] });
    }
    const { em } = this.uow;
    await em.query('DELETE FROM core.quiz_draw WHERE quiz_id = $1', [quizId]);
    if (draws.length === 0) return;
    await em.query(ADD_DRAWS, [
      quizId,
      draws.map(({ subject }) => subject ?? null),
      draws.map(({ topic }) => topic ?? null),
      draws.map(({ difficulty }) => difficulty ?? null),
      draws.map(({ count }) => count),
    ]);
  }
}
