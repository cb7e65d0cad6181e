import { Injectable } from '@nestjs/common';
import type { Principal } from '../../sdk/principal.js';
import { EvaluationSignal } from './evaluation-signal.js';
import { SubmissionReading } from './submission-reading.js';
import type { SubmissionView } from './submission.view.js';

/** How long somebody waits. */
export interface Patience {
  readonly seconds: number;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** Whether nothing more is going to happen by itself. */
export const isDecided = ({ status }: Pick<SubmissionView, 'status'>): boolean => status === 'evaluated' || status === 'error';

/** Waits for evaluations, without holding a connection or a transaction. */
@Injectable()
export class AwaitEvaluation {
  constructor(
    private readonly reading: SubmissionReading,
    private readonly signal: EvaluationSignal,
  ) {}

  /** The submission that `begin` hands in, or reads, as it stands when it is evaluated or the time is over. Not inside a unit of work. */
  async run(
    caller: Principal,
    id: string,
    { seconds, signal }: Patience,
    begin: () => Promise<SubmissionView> = () => this.reading.get(caller, id),
  ): Promise<SubmissionView> {
    // From before the commit on, so that no evaluation is missed.
    const expectation = seconds > 0 ? this.signal.expect(id) : undefined;
    try {
      const view = await begin();
      if (!expectation || isDecided(view)) return view;
      await expectation.within(seconds * 1000, signal);
      return await this.reading.get(caller, id);
    } finally {
      expectation?.drop();
    }
  }
}
