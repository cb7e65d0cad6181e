import { DomainError, Unavailable } from '../../sdk/errors.js';

const codeOf = (error: unknown): string | undefined => {
  const candidate = error as { code?: unknown; driverError?: { code?: unknown } } | undefined;
  const code = candidate?.driverError?.code ?? candidate?.code;
  return typeof code === 'string' ? code : undefined;
};

/** `serialization_failure` and `deadlock_detected`: the transaction may simply be run again. */
export const isRetryable = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error) ?? '');

/** `unique_violation`, of the named constraint or of any. */
export const isUniqueViolation = (error: unknown, constraint?: string): boolean => {
  if (codeOf(error) !== '23505') return false;
  const named = error as { constraint?: string; driverError?: { constraint?: string } };
  return constraint === undefined || (named.driverError?.constraint ?? named.constraint) === constraint;
};

/** `foreign_key_violation`. */
export const isForeignKeyViolation = (error: unknown): boolean => codeOf(error) === '23503';

const SOCKET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'EAI_AGAIN']);
const DRIVER_MESSAGES = /connection terminated|timeout exceeded when trying to connect|connection ended|not queryable|query read timeout/i;

/** The server is away, starting, stopping or full: SQLSTATE classes 08, 53 and 57P, or the socket itself failed. */
export const isConnectionLoss = (error: unknown): boolean => {
  const code = codeOf(error);
  if (code && (SOCKET_CODES.has(code) || code.startsWith('08') || code.startsWith('53') || code.startsWith('57P'))) return true;
  return error instanceof Error && DRIVER_MESSAGES.test(error.message);
};

/** What the outside is told about an error of the driver; domain errors pass unchanged. */
export const toDomainError = (error: unknown): unknown => {
  if (error instanceof DomainError) return error;
  if (isConnectionLoss(error)) return new Unavailable('database', 2, error);
  const code = codeOf(error);
  if (code === '57014') return new DomainError(504, 'TIMEOUT', 'The request took too long', { cause: error });
  if (code === '55P03') return new Unavailable('database', 1, error);
  return error;
};
