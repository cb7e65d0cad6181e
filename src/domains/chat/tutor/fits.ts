import type { AskedTerm } from './asked-term.js';
import type { Passage } from './rank-passages.js';

const USUAL = 0.35;
/** The more of a question the courses have no word for, the better the rest must fit. */
const FOR_UNKNOWN = 0.4;
/** What only mentions things in passing; who asks for a single word may want to know where it stands. */
const FOR_PASSING = 0.3;
/** The question names what the course is about. */
const FOR_SUBJECT = 0.1;

const NEARLY = 0.1;
/** Who asks of something else is not asked whether they mean this. */
const MOSTLY_UNKNOWN = 0.4;

/** Whether a passage answers, or had better not be shown. */
export const fits = (passage: Passage, terms: readonly AskedTerm[]): boolean => passage.fit >= needed(passage, terms);

/** Whether it just fails to, so that it may be worth asking for it. */
export const nearly = (passage: Passage, terms: readonly AskedTerm[]): boolean =>
  passage.fit >= needed(passage, terms) - NEARLY && unknownShare(terms) < MOSTLY_UNKNOWN;

const needed = ({ clear, onSubject }: Passage, terms: readonly AskedTerm[]): number =>
  USUAL + FOR_UNKNOWN * unknownShare(terms) + (clear < 0.7 && terms.length > 1 ? FOR_PASSING : 0) - (onSubject ? FOR_SUBJECT : 0);

/** By weight; vague words are no loss. */
const unknownShare = (terms: readonly AskedTerm[]): number => {
  const all = terms.reduce((sum, { weight }) => sum + weight, 0);
  const unknown = terms.filter(({ sure, vague }) => sure === 0 && !vague).reduce((sum, { weight }) => sum + weight, 0);
  return all === 0 ? 1 : unknown / all;
};
