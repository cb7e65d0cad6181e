import type { DomainError } from '../../sdk/errors.js';

/** The error body of the API; the same from every layer. */
export interface ErrorBody {
  readonly detail: string;
  readonly error_code: string;
  readonly timestamp: string;
  readonly request_id: string;
  readonly error: string;
  readonly errors?: Readonly<Record<string, readonly string[]>>;
  readonly retry_after?: number;
  readonly plugin?: string;
  readonly plugins?: readonly string[];
  readonly dependency?: string;
}

export const errorBody = ({ message, code, status, extras }: DomainError, requestId: string): ErrorBody => ({
  detail: message,
  error_code: code,
  timestamp: new Date().toISOString(),
  request_id: requestId,
  error: message,
  ...(status === 400 && { errors: extras.errors ?? {} }),
  ...(extras.retryAfter !== undefined && { retry_after: extras.retryAfter }),
  ...(extras.plugin !== undefined && { plugin: extras.plugin }),
  ...(extras.plugins !== undefined && { plugins: extras.plugins }),
  ...(extras.dependency !== undefined && { dependency: extras.dependency }),
});
