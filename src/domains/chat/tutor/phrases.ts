import type { AgentType, Citation } from '../tutor.js';
import type { Language } from './language.js';
import { GERMAN } from './phrases-de.js';
import { ENGLISH } from './phrases-en.js';
import type { GivenHint } from './next-hint.js';
import type { Achieved } from './own-progress.js';

/** What the engine says itself; everything else it quotes. Markdown. */
export interface Phrases {
  readonly greeting: string;
  readonly thanks: string;
  /** Nothing fits. */
  readonly asksBack: string;
  /** What comes nearest, when something does. */
  readonly perhaps: (nearest: readonly Citation[]) => string;
  readonly asksForMore: string;
  readonly source: (citation: Citation) => string;
  readonly seeAlso: (citation: Citation) => string;
  /** Before a passage and after it. */
  readonly manner: Readonly<Record<AgentType, { readonly before?: string; readonly after?: string }>>;
  readonly example: string;
  readonly noSolution: string;
  readonly noKeys: string;
  readonly whichExercise: string;
  readonly hint: (title: string, hint: GivenHint) => string;
  readonly offer: (title: string, cost: number) => string;
  readonly offerChanged: string;
  readonly offerDeclined: string;
  readonly noFurtherHint: (title: string, last: string | undefined) => string;
  /** With an exercise in view, after a passage. */
  readonly hintToBeHad: (title: string) => string;
  readonly achieved: (achieved: Achieved) => string;
  readonly courage: string;
}

export const phrasesOf = (language: Language): Phrases => (language === 'de' ? GERMAN : ENGLISH);
