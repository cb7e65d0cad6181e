import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { currentContext } from '../context/request-context.js';
import { loggableError } from '../telemetry/loggable-error.js';
import { logger } from '../telemetry/logger.js';
import { allowTenantOrigin } from './cors.js';
import { errorBody } from './error-body.js';
import { toAnswerableError } from './to-answerable-error.js';
import { discardBody } from './unread-body.js';

const HTTP_ONLY = 'http';

/** Writes the API's error body for every layer: router, parser, guards, pipes, use cases, database. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== HTTP_ONLY) throw error;
    const http = host.switchToHttp();
    answerError(error, http.getRequest<Request>(), http.getResponse<Response>());
  }
}

/** Also for plain middleware, which has no filter. */
export const answerError = (error: unknown, request: Request, response: Response): void => {
  const told = toAnswerableError(error) ?? new DomainError(500, 'INTERNAL_ERROR', 'Something went wrong on our side', { cause: error });
  if (told.status >= 500) report(error, told);
  if (response.headersSent) return void response.destroy();
  allowTenantOrigin(request, response);
  for (const [name, value] of Object.entries(told.extras.headers ?? {})) response.setHeader(name, value);
  if (told.extras.retryAfter !== undefined) response.setHeader('Retry-After', String(told.extras.retryAfter));
  response.removeHeader('ETag');
  response.setHeader('Cache-Control', 'no-store');
  // A body that was refused unread would otherwise have to be read to the end before the next request.
  const isDiscarded = discardBody(request, response);
  if (!isDiscarded && (told.status === 413 || (told.status === 415 && !request.complete))) response.setHeader('Connection', 'close');
  response.status(told.status).json(errorBody(told, currentContext()?.requestId ?? newId()));
};

const report = (error: unknown, told: DomainError): void => {
  const line = { failure: loggableError(error), error_code: told.code };
  if (told.status === 500) logger.error(line, 'a request failed');
  else logger.warn(line, 'a request was refused');
};
