import { Injectable } from '@nestjs/common';
import type { RunCase, RunnerStatus } from '../../runner/protocol.js';
import { Sandbox } from '../../platform/sandbox/sandbox.js';
import { InvalidInput, Unavailable } from '../../sdk/errors.js';
import { type CaseKind, RUN_KINDS } from '../code-execution/run-kinds.js';
import type { ExerciseContent } from './exercise-content.js';

type RunKind = RunCase['kind'];

/** What the product comes with. A runner may know more, and one with fewer means only that nothing is run at the moment. */
const BUILT_IN: ReadonlyMap<string, readonly RunKind[]> = new Map([
  ['python', ['program', 'call', 'tests']],
  ['javascript', ['program', 'call', 'tests']],
  ['c', ['program']],
]);

const KIND_NAMES: Readonly<Record<CaseKind, string>> = { io: 'input and output', function: 'calls', unittest: 'test files' };

type Runnable = Pick<ExerciseContent, 'language' | 'cases'>;

/** Whether a runner has the language, with such tests: it may have fewer than exercises are written in. */
export const canRun = ({ languages }: Pick<RunnerStatus, 'languages'>, { language, cases }: Runnable): boolean => {
  const kinds = languages.find(({ id }) => id === language)?.kinds ?? [];
  return cases.every(({ kind }) => kinds.includes(RUN_KINDS[kind]));
};

/** Which languages exercises may be in. */
@Injectable()
export class ExerciseLanguages {
  constructor(private readonly sandbox: Sandbox) {}

  /** Throws `InvalidInput` for a language nobody knows, and for cases of a kind it does not have. Outside of any unit of work. */
  async assertFits({ language, cases }: Runnable): Promise<void> {
    const kinds = BUILT_IN.get(language) ?? (await this.kindsAtRunner(language));
    if (!kinds) throw new InvalidInput({ language: ['There is no such language'] });
    const problems = cases.flatMap(({ kind }, index) =>
      kinds.includes(RUN_KINDS[kind])
        ? []
        : [[`test_cases.${index}.kind`, [`Exercises in ${language} have no ${KIND_NAMES[kind]}`]] as const],
    );
    if (problems.length > 0) throw new InvalidInput(Object.fromEntries(problems));
  }

  private async kindsAtRunner(language: string): Promise<readonly RunKind[] | undefined> {
    try {
      return (await this.sandbox.status()).languages.find(({ id }) => id === language)?.kinds;
    } catch (error) {
      if (error instanceof Unavailable) return undefined;
      throw error;
    }
  }
}
