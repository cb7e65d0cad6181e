import { isDeepStrictEqual } from 'node:util';
import { contentOf, type ExerciseContent, isGradedAlike } from '../exercise-content.js';
import type { ExerciseStatus } from '../exercise-kinds.js';
import type { ExerciseRow } from '../exercise-sql.js';
import type { CollectedExercise } from './read-collection.js';

/** An exercise that is here already. */
export type PresentExercise = ExerciseRow & {
  /** Whether its solution, as it is, was seen to pass its tests, as they are. */
  readonly is_checked: boolean;
};

/** What an import is to do with one exercise. */
export interface ImportStep {
  readonly collected: CollectedExercise;
  readonly current: PresentExercise | undefined;
  readonly content: ExerciseContent;
  readonly action: 'created' | 'updated' | 'unchanged';
  readonly status: ExerciseStatus;
  readonly version: number;
  /** Its solution is to be run before anything is written. */
  readonly runs: boolean;
  /** It stays a draft because nobody has seen its solution pass. */
  readonly unchecked: boolean;
}

/** What is known of an exercise before anything is written. */
export interface ImportSituation {
  readonly current: PresentExercise | undefined;
  /** Whether solutions are to be run: then a draft that is here is to be published too. */
  readonly check: boolean;
  /** Whether its solution is known to pass without being run here. */
  readonly isVouched: boolean;
  /** Whether this one can be run here. */
  readonly isRunnable: boolean;
}

/** The files say everything: what they leave out is as in a new exercise. */
export const planStep = (collected: CollectedExercise, content: ExerciseContent, situation: ImportSituation): ImportStep => {
  const { current, check, isVouched, isRunnable } = situation;
  const isAlike = current !== undefined && isGradedAlike(contentOf(current), content);
  const wanted = collected.input.status ?? (check ? 'published' : (current?.status ?? 'published'));
  const isShowable = wanted === 'published' && content.cases.length > 0;
  const isSeen = isVouched || content.solutionCode === null || (isAlike && (current.is_checked || current.status === 'published'));
  const runs = isShowable && !isSeen && check && isRunnable;
  const status = isShowable && (isSeen || runs) ? 'published' : 'draft';
  const isSame = current !== undefined && current.status === status && isDeepStrictEqual(contentOf(current), content);
  return {
    collected,
    current,
    content,
    action: current === undefined ? 'created' : isSame ? 'unchanged' : 'updated',
    status,
    version: current === undefined ? 1 : current.version + (isAlike ? 0 : 1),
    runs,
    unchecked: isShowable && status === 'draft',
  };
};
