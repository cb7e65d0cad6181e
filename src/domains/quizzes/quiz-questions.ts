import { Injectable } from '@nestjs/common';
import { Conflict } from '../../sdk/errors.js';
import type { FrozenQuestion } from '../questions/frozen-question.js';
import { QuestionBank } from '../questions/question-bank.js';
import type { QuizRow, StoredDraw } from './quiz-sql.js';

/** A stored rule as the bank takes it. */
const ruleOf = ({ subject, topic, difficulty, count }: StoredDraw) => ({
  subject: subject ?? undefined,
  topic: topic ?? undefined,
  difficulty: difficulty ?? undefined,
  count,
});

/** The questions of a quiz, as the bank has them at this moment. */
@Injectable()
export class QuizQuestions {
  constructor(private readonly bank: QuestionBank) {}

  /** Those placed in the quiz, in order, with the points they have there. */
  async placed(row: QuizRow): Promise<FrozenQuestion[]> {
    return (await this.placedInEach([row])).get(row.id) ?? [];
  }

  /** Those placed in each of these quizzes, read at once. */
  async placedInEach(rows: readonly QuizRow[]): Promise<Map<string, FrozenQuestion[]>> {
    const frozen = await this.bank.freeze([...new Set(rows.flatMap(({ placed }) => placed.map(({ id }) => id)))]);
    return new Map(
      rows.map(({ id: quizId, placed }) => [
        quizId,
        placed.flatMap(({ id, points }) => {
          const question = frozen.get(id);
          return question ? [{ ...question, points }] : [];
        }),
      ]),
    );
  }

  /** What a new attempt asks: the placed ones, then what is drawn, none twice. In the open unit of work. Throws when there is nothing. */
  async forAttempt(row: QuizRow): Promise<FrozenQuestion[]> {
    const questions = await this.placed(row);
    const drawn: string[] = [];
    for (const draw of row.draws) {
      const some = await this.bank.draw(
        ruleOf(draw),
        questions.map(({ id }) => id),
      );
      questions.push(...some);
      drawn.push(...some.map(({ id }) => id));
    }
    if (questions.length === 0) throw new Conflict('This quiz asks nothing yet');
    if (drawn.length > 0) await this.bank.markGraded(drawn);
    return questions;
  }
}
