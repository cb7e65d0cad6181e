import express, { type NextFunction, type Request, type Response } from 'express';
import { announcesBody, assertUtf8, explain, findUnstorable, MAX_BYTES, refuse } from './read-json-body.js';

export const CSV = 'text/csv';

const read = express.text({
  type: CSV,
  limit: MAX_BYTES,
  defaultCharset: 'utf-8',
  verify: (_request, _response, body, encoding) => assertUtf8(body, encoding),
});

/** Reads CSV (RFC 4180) as text: 1 MB, UTF-8 only, no NUL. Routes say that they take it with `@Consumes('text/csv')`. */
export const readCsvBody = (request: Request, response: Response, next: NextFunction): void => {
  if (!announcesBody(request) || !request.is(CSV)) return next();
  read(request, response, (error?: Error) => {
    if (error) return next(explain(error));
    const problem = findUnstorable(request.body);
    next(problem === undefined ? undefined : refuse(problem));
  });
};
