import { Injectable } from '@nestjs/common';
import type { FrozenQuestion } from '../questions/frozen-question.js';
import { QuestionBank } from '../questions/question-bank.js';
import type { PracticeQuery, PracticeQuestionView } from './assessments.schemas.js';

const DEFAULT_COUNT = 10;

/** Questions to practise with, drawn afresh each time. */
@Injectable()
export class PracticeQuestions {
  constructor(private readonly bank: QuestionBank) {}

  /** Fewer than `count` when no more match. */
  async draw({ count = DEFAULT_COUNT, ...rule }: PracticeQuery): Promise<PracticeQuestionView[]> {
    const drawn = await this.bank.draw({ ...rule, count, use: 'practice' });
    return drawn.map(practiceView);
  }
}

/** Options go out in random order: authors tend to write the right one first. */
const practiceView = ({ id, type, question, options, difficulty, skills }: FrozenQuestion): PracticeQuestionView => ({
  id,
  type,
  question,
  options: shuffled(options),
  difficulty,
  skills: [...skills],
});

const shuffled = (options: readonly string[]): string[] =>
  options
    .map((option) => ({ option, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ option }) => option);
