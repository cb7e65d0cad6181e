import { Injectable } from '@nestjs/common';
import { EarlierAnswer } from '../../sdk/http.js';
import { newId } from '../../sdk/ids.js';
import type { Principal } from '../../sdk/principal.js';
import { AwaitEvaluation, type Patience } from './await-evaluation.js';
import type { SubmissionView } from './submission.view.js';
import { SubmitCode } from './submit-code.js';
import type { SubmitCodeInput } from './submissions.schemas.js';

/** Hands in, once however often the request comes, and waits for the evaluation while the caller does. */
@Injectable()
export class HandIn {
  constructor(
    private readonly submitting: SubmitCode,
    private readonly awaiting: AwaitEvaluation,
    private readonly earlier: EarlierAnswer,
  ) {}

  /** The submission as it stands when it is evaluated, or the time is over. Throws like `SubmitCode`. */
  run(caller: Principal, input: SubmitCodeInput, patience: Patience): Promise<SubmissionView> {
    const { id: earlierId } = this.earlier;
    if (earlierId !== undefined) return this.awaiting.run(caller, earlierId, patience);
    const id = newId();
    return this.awaiting.run(caller, id, patience, () => this.submitting.run(caller, input, id));
  }
}
