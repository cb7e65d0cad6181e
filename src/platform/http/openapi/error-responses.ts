import type { OpenAPIObject } from '@nestjs/swagger';

type Components = NonNullable<OpenAPIObject['components']>;
type Schema = Exclude<NonNullable<Components['schemas']>[string], { $ref: string }>;

const text = (description: string): Schema => ({ type: 'string', description });

/** The error body of the API, the same from every layer. */
export const errorSchema: Schema = {
  type: 'object',
  required: ['detail', 'error_code', 'timestamp', 'request_id', 'error'],
  properties: {
    detail: text('What is wrong, for people'),
    error_code: text('What is wrong, for programs'),
    timestamp: { type: 'string', format: 'date-time' },
    request_id: text('Name it when you report a problem'),
    error: text('The same as `detail`'),
    errors: {
      type: 'object',
      description: 'With 400: the problems by field path; `_` is the whole body or address',
      additionalProperties: { type: 'array', items: { type: 'string' } },
    },
    retry_after: { type: 'integer', minimum: 1, description: 'With 429 and 503: seconds' },
    plugin: text('With PLUGIN_DISABLED, PLUGIN_FAILED and PLUGIN_DEPENDENCY'),
    plugins: { type: 'array', items: { type: 'string' }, description: 'With PLUGIN_DEPENDENCY: what else would have to change' },
    dependency: text('With DEPENDENCY_UNAVAILABLE: what is away'),
  },
};

const MEANINGS: Readonly<Record<string, readonly [string, string]>> = {
  400: ['BadRequest', '`VALIDATION_ERROR`: the request is not what the route takes'],
  401: ['Unauthenticated', '`UNAUTHENTICATED`, `TOKEN_EXPIRED` or `TOKEN_REUSED`'],
  403: ['Forbidden', '`FORBIDDEN`, `PLUGIN_DISABLED`, `TENANT_MISMATCH`, `ACCOUNT_DISABLED` or `PREMIUM_REQUIRED`'],
  404: ['NotFound', '`NOT_FOUND` or `<THING>_NOT_FOUND`; what belongs to another institution is not found either'],
  408: ['RequestTimeout', '`REQUEST_TIMEOUT`: the body did not arrive in time'],
  409: ['Conflict', '`CONFLICT` or what stands in the way; `IDEMPOTENCY_IN_PROGRESS`'],
  412: ['PreconditionFailed', '`PRECONDITION_FAILED`: `If-Match` names another version'],
  413: ['PayloadTooLarge', '`PAYLOAD_TOO_LARGE`'],
  415: ['UnsupportedMediaType', '`UNSUPPORTED_MEDIA_TYPE`: bodies are JSON in UTF-8'],
  422: ['IdempotencyMismatch', '`IDEMPOTENCY_MISMATCH`: the key was used for another request'],
  429: ['TooManyRequests', '`RATE_LIMITED`, `QUOTA_EXCEEDED` or `BUDGET_EXCEEDED`; see `Retry-After`'],
  431: ['HeadersTooLarge', '`HEADERS_TOO_LARGE`: the address and the headers together exceed 16 KB'],
  500: ['InternalError', '`INTERNAL_ERROR`: a defect on our side'],
  503: ['Unavailable', '`DEPENDENCY_UNAVAILABLE` or `PLUGIN_FAILED`; see `Retry-After`'],
  504: ['Timeout', '`TIMEOUT`: it took too long'],
};

const retryAfter = { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } } as const;

/** One component for each refusal, all with the same body. */
export const errorResponses: NonNullable<Components['responses']> = Object.fromEntries(
  Object.entries(MEANINGS).map(([status, [name, description]]) => [
    name,
    {
      description,
      ...(status === '429' || status === '503' ? { headers: retryAfter } : {}),
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  ]),
);

/** A reference to the refusal of this status; what the route refuses with by a code of its own is named first. */
export const refusal = (status: number, codes: readonly string[] = []): { $ref: string; description?: string } => {
  const [name, description] = MEANINGS[status] ?? ['InternalError', ''];
  const reference = { $ref: `#/components/responses/${name}` };
  return codes.length === 0 ? reference : { ...reference, description: `${codes.map((code) => `\`${code}\``).join(', ')}; ${description}` };
};
