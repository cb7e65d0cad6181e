import type { Citation, TutorQuestion, TutorReply } from '../tutor.js';
import type { Language } from './language.js';
import type { Phrases } from './phrases.js';

/** A question with what it takes to answer it. */
export interface Asked {
  readonly question: TutorQuestion;
  /** What it is asked in. */
  readonly language: Language;
  /** Whether that is another language than the institution's, whose stems its database knows. */
  readonly foreign: boolean;
  readonly phrases: Phrases;
}

type Kind = TutorReply['metadata']['kind'];

/** A reply of this engine: paragraphs, those that are not there left out. */
export const replyOf = (
  kind: Kind,
  paragraphs: readonly (string | undefined)[],
  more: { readonly citations?: readonly Citation[]; readonly [more: string]: unknown } = {},
): TutorReply => ({
  content: paragraphs.filter((paragraph) => paragraph !== undefined && paragraph !== '').join('\n\n'),
  metadata: { citations: [], ...more, engine: 'rules', kind },
});
