import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

export const DOCUMENTED_TAG = Symbol('lectern.documented-tag');
export const DOCUMENTED_SUMMARY = Symbol('lectern.documented-summary');
export const DOCUMENTED_ANSWERS = Symbol('lectern.documented-answers');
export const DOCUMENTED_REFUSALS = Symbol('lectern.documented-refusals');
export const DOCUMENTED_END = Symbol('lectern.documented-end');
export const UNDOCUMENTED = Symbol('lectern.undocumented');

/** An answer as the OpenAPI document shows it. */
export interface DocumentedAnswer {
  readonly status: number;
  readonly description: string;
  readonly schema: z.ZodType;
}

/** The section of the OpenAPI document that the routes of a controller stand in. */
export const Tag = (name: string) => SetMetadata(DOCUMENTED_TAG, name);

/** What a route does, in a line of the OpenAPI document. */
export const Summary = (line: string) => SetMetadata(DOCUMENTED_SUMMARY, line);

/** An answer besides that of `@Returns` and the refusals that every route shares, for the OpenAPI document. */
export const AlsoAnswers = (answer: DocumentedAnswer) => SetMetadata(DOCUMENTED_ANSWERS, [answer]);

/** Error codes of a route's own by status: `{ 409: ['QUIZ_CLOSED', 'ATTEMPTS_EXHAUSTED'] }`. */
export type DocumentedRefusals = Readonly<Record<number, readonly string[]>>;

/** Which error codes this route refuses with besides those that every route shares, for the OpenAPI document. */
export const Refuses = (refusals: DocumentedRefusals) => SetMetadata(DOCUMENTED_REFUSALS, refusals);

/**
 * This route may end the caller's own session. The document marks it (`x-ends-session`) and describes it at its
 * canonical path alone, so that tools which try every operation can leave it out.
 */
export const EndsSession = () => SetMetadata(DOCUMENTED_END, true);

/** Keeps a controller out of the OpenAPI document. */
export const Undocumented = () => SetMetadata(UNDOCUMENTED, true);
