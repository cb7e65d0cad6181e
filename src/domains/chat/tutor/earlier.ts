import { idSchema } from '../../../sdk/ids.js';
import type { SaidBefore, TutorQuestion } from '../tutor.js';

/** A hint that was announced with its cost. */
export interface Offer {
  readonly exerciseId: string;
  readonly number: number;
  readonly cost: number;
}

/** What the last reply that quoted something was about. */
export interface Thread {
  /** What the learner had asked, the newest last. */
  readonly asked: readonly string[];
  readonly chapterId: string;
  readonly heading: string | null;
}

/** Only what this engine said itself is believed: learners write the metadata of their own messages. */
const ours = ({ role, metadata }: SaidBefore): boolean => role === 'assistant' && metadata['engine'] === 'rules';

const isId = (value: unknown): value is string => idSchema.safeParse(value).success;
const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** The hint that the very last reply offered. */
export const offerIn = ({ history }: TutorQuestion): Offer | undefined => {
  const last = history.at(-1);
  if (!last || !ours(last)) return undefined;
  const { exercise_id: exerciseId, number, cost } = record(last.metadata['offer']);
  return isId(exerciseId) && isCount(number) && isCount(cost) ? { exerciseId, number, cost } : undefined;
};

/** The exercise the learner looks at, or looked at last. Whether they may see it is another question. */
export const exerciseOf = ({ about, history }: TutorQuestion): string | undefined => {
  if (about.exerciseId !== undefined) return isId(about.exerciseId) ? about.exerciseId : undefined;
  const named = history.findLast(({ role, metadata }) => role === 'user' && metadata['exercise_id'] !== undefined);
  return isId(named?.metadata['exercise_id']) ? named.metadata['exercise_id'] : undefined;
};

/** Questions before the one that was answered may be needed to understand it. */
const MOST_QUESTIONS = 3;

/** The last answer from the courses. */
export const threadIn = ({ history }: TutorQuestion): Thread | undefined => {
  const at = history.findLastIndex((said) => ours(said) && first(said.metadata['citations']) !== undefined);
  return at < 0 ? undefined : threadAt(history, at, 'citations');
};

/** What the very last reply suggested, asking back. */
export const suggestionIn = ({ history }: TutorQuestion): Thread | undefined => {
  const at = history.length - 1;
  const last = history[at];
  return last && ours(last) ? threadAt(history, at, 'suggestions') : undefined;
};

const first = (list: unknown): unknown => (Array.isArray(list) ? (list as unknown[])[0] : undefined);

const threadAt = (history: readonly SaidBefore[], at: number, named: 'citations' | 'suggestions'): Thread | undefined => {
  const { chapter_id: chapterId, heading } = record(first(history[at]?.metadata[named]));
  if (!isId(chapterId)) return undefined;
  const asked = history.slice(0, at).filter(({ role }) => role === 'user');
  return {
    asked: asked.slice(-MOST_QUESTIONS).map(({ content }) => content),
    chapterId,
    heading: typeof heading === 'string' ? heading : null,
  };
};
