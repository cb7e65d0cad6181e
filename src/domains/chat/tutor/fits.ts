import type { AskedTerm } from './asked-term.js';
import type { Passage } from './rank-passages.js';

/** What was asked, as far as it says how well an answer has to fit. */
export interface Fitting {
  readonly terms: readonly AskedTerm[];
  /** A word or two, or what something is: where it stands may be all they want. */
  readonly named: boolean;
  /** Every word tells little. */
  readonly onlyVague: boolean;
  /** Every word that tells something stands in most chapters. */
  readonly onlyCommon: boolean;
}

const USUAL = 0.345;
/** The more of a question the courses have no word for, the better the rest must fit. */
const FOR_UNKNOWN = 0.4;
/** What only mentions things in passing; who names a single word, or asks what it is, may want to know where it stands. */
const FOR_PASSING = 0.3;
/** The question names what the course is about. */
const FOR_SUBJECT = 0.1;

const NEARLY = 0.1;
/** Who asks of something else is not asked whether they mean this. */
const MOSTLY_UNKNOWN = 0.4;

/** Whether a passage answers, or had better not be shown. */
export const fits = (passage: Passage, question: Fitting): boolean => passage.fit >= needed(passage, question);

/** Whether it just fails to, so that it may be worth asking for it. */
export const nearly = (passage: Passage, question: Fitting): boolean =>
  passage.fit >= needed(passage, question) - NEARLY && unknownShare(question.terms) < MOSTLY_UNKNOWN;

const needed = ({ clear, onSubject, headed }: Passage, { terms, named, onlyVague, onlyCommon }: Fitting): number => {
  const saysSomething = headed || (!onlyVague && (!onlyCommon || named || onSubject));
  if (!saysSomething) return 1 + NEARLY;
  const wants = unknownShare(terms);
  const passing = clear < 0.7 && !(named && terms.length === 1) && !(onSubject && wants === 0) ? FOR_PASSING : 0;
  return USUAL + FOR_UNKNOWN * wants + passing - (onSubject ? FOR_SUBJECT : 0);
};

/** By weight; vague words are no loss. */
const unknownShare = (terms: readonly AskedTerm[]): number => {
  const all = terms.reduce((sum, { weight }) => sum + weight, 0);
  const unknown = terms.filter(({ sure, vague }) => sure === 0 && !vague).reduce((sum, { weight }) => sum + weight, 0);
  return all === 0 ? 1 : unknown / all;
};
