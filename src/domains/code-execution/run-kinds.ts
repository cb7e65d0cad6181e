import type { RunCase } from '../../runner/protocol.js';

type RunKind = RunCase['kind'];

/** `io`: standard input → output; `function`: a call → its value; `unittest`: a file of tests. */
export const CASE_KINDS = ['io', 'function', 'unittest'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

/** What the runner calls them. */
export const RUN_KINDS: Readonly<Record<CaseKind, RunKind>> = { io: 'program', function: 'call', unittest: 'tests' };

/** The kinds of cases that a language with these kinds of runs can have. */
export const caseKindsOf = (kinds: readonly RunKind[]): CaseKind[] => CASE_KINDS.filter((kind) => kinds.includes(RUN_KINDS[kind]));
