/** A word of the question, as the institution's courses know it. */
export interface AskedTerm {
  readonly word: string;
  /** The word and its stems; those of near words where nobody writes it so. Empty when no chapter has it. */
  readonly marks: readonly string[];
  /** Other words for it, and their stems. */
  readonly others: readonly string[];
  /** How much it tells: rare words more. */
  readonly weight: number;
  /** 0 to 1: whether the marks are what was meant. */
  readonly sure: number;
  /** Whether it stood right behind the term before it. */
  readonly follows: boolean;
  /** Signs, which are found as they are written. */
  readonly literal: boolean;
  /** Most chapters have it, of many. */
  readonly common: boolean;
  /** It tells little, wherever it stands. */
  readonly vague: boolean;
}

/** A chapter that may answer. */
export interface FoundChapter {
  readonly course_id: string;
  readonly course_title: string;
  /** Title, subject and description. */
  readonly course_about: string;
  readonly chapter_id: string;
  readonly chapter_title: string;
  /** Markdown; of a long chapter the beginning. */
  readonly content: string;
  /** 1, and more for what the learner works on. */
  readonly nearness: number;
}
