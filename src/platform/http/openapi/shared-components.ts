import type { OpenAPIObject } from '@nestjs/swagger';
import { errorResponses, errorSchema } from './error-responses.js';

type Components = NonNullable<OpenAPIObject['components']>;

const header = (description: string, type: 'string' | 'integer' = 'string') => ({ description, schema: { type } }) as const;

/** Headers of answers. */
const answerHeaders = {
  'X-Request-Id': header('The id of this request: the one sent, if it was sane, else a new one'),
  ETag: header('The version of this answer, for `If-None-Match` and `If-Match`'),
  Link: header('`<…>; rel="next"` while there is more'),
  'X-Total-Count': header('With `count=exact`: how many there are in all', 'integer'),
  RateLimit: header('`"policy";r=remaining;t=seconds`'),
  'RateLimit-Policy': header('`"policy";q=limit;w=seconds`'),
  'Idempotent-Replayed': header('`true` when this is the stored answer to the same request'),
} as const;

export type AnswerHeader = keyof typeof answerHeaders;

export const headerReferences = (names: readonly AnswerHeader[]): Record<string, { $ref: string }> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const parameter = (name: string, description: string, maxLength: number) =>
  ({ name, in: 'header', required: false, description, schema: { type: 'string', maxLength } }) as const;

const parameters = {
  Tenant: parameter('X-Tenant', 'The slug of the institution; a token names it already, and must then agree', 63),
  IdempotencyKey: parameter('Idempotency-Key', 'The same key and body within seven days replays the first answer', 255),
  IfMatch: parameter('If-Match', 'The `ETag` of what is to be changed; another version is refused with 412', 300),
  IfNoneMatch: parameter('If-None-Match', 'The `ETag` of what is known already: 304 when it still holds', 300),
} as const;

export const parameterReference = (name: keyof typeof parameters): { $ref: string } => ({ $ref: `#/components/parameters/${name}` });

/** What every operation refers to. */
export const sharedComponents: Components = {
  schemas: { Error: errorSchema },
  responses: errorResponses,
  headers: { ...answerHeaders },
  parameters: { ...parameters },
  securitySchemes: {
    bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The `access_token` of `POST /auth/login`' },
  },
};
