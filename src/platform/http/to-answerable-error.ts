import { HttpException } from '@nestjs/common';
import { Conflict, DomainError, InvalidInput } from '../../sdk/errors.js';
import { isForeignKeyViolation, isUniqueViolation, toDomainError } from '../database/database-errors.js';

const CODES: Readonly<Record<number, string>> = {
  400: 'VALIDATION_ERROR',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  409: 'CONFLICT',
  412: 'PRECONDITION_FAILED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  503: 'DEPENDENCY_UNAVAILABLE',
  504: 'TIMEOUT',
};

const ofStatus = (status: number, detail: string, cause: unknown): DomainError =>
  new DomainError(status, CODES[status] ?? (status < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR'), detail, {
    cause,
    ...(status === 429 || status === 503 ? { retryAfter: 1 } : {}),
  });

/** Errors of Express and its parts carry a status and say whether their message may be shown. */
const isExposed = (error: unknown): error is Error & { status: number } =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' && 'expose' in error && error.expose === true;

/** What the caller is told about an error of any layer; undefined for a defect, which is told to the log alone. */
export const toAnswerableError = (error: unknown): DomainError | undefined => {
  const known = toDomainError(error);
  if (known instanceof DomainError) return known;
  if (error instanceof HttpException && error.getStatus() < 500) return ofStatus(error.getStatus(), error.message, error);
  if (error instanceof URIError) return new InvalidInput({ _: ['Malformed percent-encoding'] }, 'Malformed address');
  if (isExposed(error) && error.status >= 400 && error.status < 500) return ofStatus(error.status, error.message, error);
  if (isUniqueViolation(error)) return new Conflict('This exists already', 'CONFLICT', { cause: error });
  if (isForeignKeyViolation(error)) return new Conflict('This refers to, or is used by, something else', 'CONFLICT', { cause: error });
  return undefined;
};
