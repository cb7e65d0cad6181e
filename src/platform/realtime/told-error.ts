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

/** An error as frames and acknowledgements carry it: the words of the body that HTTP would have answered. */
export interface ErrorFields {
  readonly error_code: string;
  readonly detail: string;
  readonly errors?: Readonly<Record<string, string[]>>;
  /** Seconds. */
  readonly retry_after?: number;
}

export const errorFields = ({ code, message, status, extras: { errors, retryAfter } }: DomainError): ErrorFields => ({
  error_code: code,
  detail: message,
  ...(status === 400 &&
    errors && { errors: Object.fromEntries(Object.entries(errors).map(([field, problems]) => [field, [...problems]])) }),
  ...(retryAfter !== undefined && { retry_after: retryAfter }),
});
