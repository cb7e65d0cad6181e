import { Injectable } from '@nestjs/common';
import { EarlierAnswer } from '../../sdk/http.js';
import { newId } from '../../sdk/ids.js';
import type { Principal } from '../../sdk/principal.js';
import { EvaluationSignal, type Expectation } from './evaluation-signal.js';
import { SubmissionReading } from './submission-reading.js';
import type { SubmissionView } from './submission.view.js';
import { SubmitCode } from './submit-code.js';
import type { SubmitCodeInput } from './submissions.schemas.js';

interface Patience {
  readonly seconds: number;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** Whether nothing more is going to happen by itself. */
export const isDecided = ({ status }: Pick<SubmissionView, 'status'>): boolean => status === 'evaluated' || status === 'error';

/** Hands in, once however often the request comes, and waits for the evaluation while the caller does. */
@Injectable()
export class HandIn {
  constructor(
    private readonly submitting: SubmitCode,
    private readonly reading: SubmissionReading,
    private readonly signal: EvaluationSignal,
    private readonly earlier: EarlierAnswer,
  ) {}

  /** The submission as it stands when it is evaluated, or the time is over. Throws like `SubmitCode`. */
  async run(caller: Principal, input: SubmitCodeInput, patience: Patience): Promise<SubmissionView> {
    const earlierId = this.earlier.id;
    const id = earlierId ?? newId();
    // From before the commit on, so that no evaluation is missed.
    const expectation = patience.seconds > 0 ? this.signal.expect(id) : undefined;
    try {
      const view = earlierId === undefined ? await this.submitting.run(caller, input, id) : await this.reading.get(caller, id);
      if (!expectation || isDecided(view)) return view;
      return await this.waited(caller, id, expectation, patience);
    } finally {
      expectation?.drop();
    }
  }

  private async waited(caller: Principal, id: string, expectation: Expectation, { seconds, signal }: Patience): Promise<SubmissionView> {
    await expectation.within(seconds * 1000, signal);
    return this.reading.get(caller, id);
  }
}
