import type { RecordAccess } from '../../sdk/contracts/people.js';
import { NotFound } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';

/** Throws `NotFound('submission')` unless the caller may read the learner's records: whose submission it is, is not told. */
export const assertMayReadSubmission = async (access: RecordAccess, caller: Principal, studentId: string): Promise<void> => {
  try {
    await access.assertMayRead(caller, studentId);
  } catch (error) {
    throw error instanceof NotFound ? new NotFound('submission') : error;
  }
};
