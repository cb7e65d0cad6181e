import { DomainError } from '../../sdk/errors.js';
import { toAnswerableError } from '../http/to-answerable-error.js';
import { loggableError } from '../telemetry/loggable-error.js';
import { logger } from '../telemetry/logger.js';

/** What whoever is connected is told about an error of any layer; a defect is told to the log alone. */
export const toldError = (error: unknown): DomainError => {
  const known = toAnswerableError(error);
  const told = known ?? new DomainError(500, 'INTERNAL_ERROR', 'Something went wrong on our side', { cause: error });
  if (told.status >= 500) logger[known ? 'warn' : 'error']({ failure: loggableError(error), error_code: told.code }, 'a message failed');
  return told;
};
