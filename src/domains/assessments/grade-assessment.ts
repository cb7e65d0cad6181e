import { InvalidInput } from '../../sdk/errors.js';
import { idSchema } from '../../sdk/ids.js';
import type { AnswerKey, GradableQuestion } from '../questions/frozen-question.js';
import { answerProblem, gradeAnswer, truthOf } from '../questions/grade-answer.js';
import type { QuestionRow } from '../questions/question-sql.js';
import type { AnsweredQuestion, AssessmentTrust } from './assessments.schemas.js';

/** A graded answer: what may be exported, and the key apart. */
export interface GradedAnswer {
  readonly result: {
    readonly question_id: string;
    readonly correct: boolean;
    readonly answer: AnswerKey | null;
    readonly trust: AssessmentTrust;
  };
  readonly feedback: { readonly correct_answer: AnswerKey | null; readonly explanation: string | null };
}

export interface GradedAssessment {
  readonly answers: readonly GradedAnswer[];
  readonly correctCount: number;
  /** 0 to 100. */
  readonly score: number;
  readonly trust: AssessmentTrust;
}

/** The id as our bank would have it; undefined for the ids of other systems. */
export const bankIdOf = (id: string): string | undefined => idSchema.safeParse(id).data;

const result = (sent: AnsweredQuestion, correct: boolean, trust: AssessmentTrust): GradedAnswer['result'] => ({
  question_id: bankIdOf(sent.id) ?? sent.id,
  correct,
  answer: sent.answer ?? null,
  trust,
});

const gradeWithOurKey = (sent: AnsweredQuestion, known: QuestionRow): GradedAnswer => ({
  result: result(sent, gradeAnswer(known, sent.answer), 'server_graded'),
  feedback:
    known.use === 'graded'
      ? { correct_answer: null, explanation: null }
      : { correct_answer: known.correct_answer, explanation: known.explanation },
});

const MISSING = 'Needed, because the question bank does not know this question';

/** What keeps a question of the client's own from being graded, by field. */
const gapsOf = ({ type, question, correct_answer: key }: AnsweredQuestion): Record<string, string> => ({
  ...(type === undefined ? { type: MISSING } : {}),
  ...(question === undefined ? { question: MISSING } : {}),
  ...(key == null || key === '' ? { correct_answer: MISSING } : {}),
  ...(type === 'true_false' && key != null && truthOf(key) === undefined ? { correct_answer: 'The correct answer is true or false' } : {}),
});

/** An option that was not sent along, but is the key, is an option. */
const sentQuestion = ({ type = 'fill_in_blank', options = [], correct_answer }: AnsweredQuestion): GradableQuestion => {
  const key = type === 'multiple_choice' ? String(correct_answer) : (correct_answer ?? '');
  return { type, options: [...options, String(key)], correct_answer: key, accepted_answers: [], tolerance: null };
};

const gradeWithSentKey = (sent: AnsweredQuestion, trust: AssessmentTrust): GradedAnswer => {
  const question = sentQuestion(sent);
  const feedback = { correct_answer: question.correct_answer, explanation: sent.explanation ?? '' };
  return { result: result(sent, gradeAnswer(question, sent.answer), trust), feedback };
};

/**
 * Grades what was answered: questions of our bank with our key, others with the key that was sent. The whole is only as good
 * as its weakest part. `asserted` is the trust in keys that were sent. Throws `InvalidInput` with every problem by field:
 * a question sent twice, an answer of the wrong shape, a question that is neither ours nor complete.
 */
export const gradeAssessment = (
  questions: readonly AnsweredQuestion[],
  bank: ReadonlyMap<string, QuestionRow>,
  asserted: 'staff' | 'client_asserted',
): GradedAssessment => {
  const problems = new Map<string, string[]>();
  const seen = new Set<string>();
  const answers = questions.map((sent, index) => {
    const report = (field: string, message: string) => problems.set(`questions.${index}.${field}`, [message]);
    const id = bankIdOf(sent.id) ?? sent.id;
    if (seen.has(id)) report('id', 'This question was sent before');
    seen.add(id);
    const known = bank.get(id);
    if (!known) {
      Object.entries(gapsOf(sent)).forEach(([field, message]) => report(field, message));
      return gradeWithSentKey(sent, asserted);
    }
    const problem = answerProblem(known, sent.answer);
    if (problem !== undefined) report('answer', problem);
    return gradeWithOurKey(sent, known);
  });
  if (problems.size > 0) throw new InvalidInput(Object.fromEntries(problems));
  return summed(answers, asserted);
};

const summed = (answers: readonly GradedAnswer[], asserted: AssessmentTrust): GradedAssessment => {
  const correctCount = answers.filter(({ result }) => result.correct).length;
  const trust = answers.every(({ result }) => result.trust === 'server_graded') ? 'server_graded' : asserted;
  return { answers, correctCount, score: (100 * correctCount) / answers.length, trust };
};
