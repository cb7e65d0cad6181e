import type { OpenAPIObject } from '@nestjs/swagger';
import { SIGNED_IN } from '../../../sdk/http.js';
import { effectivePolicy } from '../../throttling/policies.js';
import type { RouteFacts } from '../route-facts.js';
import type { DocumentedRoute } from './documented-routes.js';
import { refusal } from './error-responses.js';
import { type AnswerHeader, headerReferences, parameterReference } from './shared-components.js';

/** What a caller had better not try in passing. */
export const ENDS_SESSION = 'x-ends-session';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const NDJSON = 'application/x-ndjson';

const PAGING: Readonly<Record<string, string>> = {
  limit: 'How many at most',
  cursor: 'Where to go on: from the `Link` of the page before',
  count: '`exact` asks for `X-Total-Count`',
};

const isPaged = (operation: Operation): boolean =>
  (operation.parameters ?? []).some((parameter) => 'name' in parameter && parameter.name === 'cursor');

const securityOf = ({ access }: DocumentedRoute): Operation['security'] => {
  if (access?.kind !== 'public') return [{ bearer: [] }];
  return access.token === 'ignored' ? [] : [{}, { bearer: [] }];
};

const needsOf = ({ access, plugin, facts }: DocumentedRoute): string => {
  const { limit, windowSeconds, per } = effectivePolicy(facts.limit.policy, {});
  return [
    ...(access?.kind === 'requires' && access.permission !== SIGNED_IN ? [`Needs the permission \`${access.permission}\`.`] : []),
    ...(plugin === undefined ? [] : [`Part of the plugin \`${plugin}\`.`]),
    `Limit \`${facts.limit.policy}\`: ${limit} in ${windowSeconds} s (${per}).`,
  ].join(' ');
};

/** Which refusals a route can answer with, from what its decorators say. */
const refusalsOf = (method: string, operation: Operation, { access, facts, refusals }: DocumentedRoute): number[] => [
  ...Object.keys(refusals).map(Number),
  400,
  ...(access?.kind === 'public' && access.token === 'ignored' && operation.requestBody === undefined ? [] : [401]),
  403,
  404,
  ...(method === 'get' ? [] : [409]),
  ...(method === 'put' || method === 'patch' ? [412] : []),
  ...(operation.requestBody === undefined ? [] : [413, 415]),
  ...(facts.consumes.length === 0 ? [] : [408]),
  ...(facts.idempotent ? [422] : []),
  429,
  431,
  500,
  503,
  504,
];

const headersOf = (method: string, operation: Operation, { facts }: DocumentedRoute): AnswerHeader[] => [
  'X-Request-Id',
  'RateLimit',
  'RateLimit-Policy',
  ...((method === 'get' && !isStream(facts)) || method === 'put' || method === 'patch' ? (['ETag'] as const) : []),
  ...(isPaged(operation) ? (['Link', 'X-Total-Count'] as const) : []),
  ...(facts.idempotent ? (['Idempotent-Replayed'] as const) : []),
];

/** A body that has a default may be left out. */
const mayLeaveOut = ({ requestBody }: Operation): void => {
  if (!requestBody || '$ref' in requestBody) return;
  const schemas = Object.values(requestBody.content).map(({ schema }) => schema);
  if (schemas.some((schema) => schema && 'default' in schema)) requestBody.required = false;
};

/** What is not JSON is described under its own media types. */
const sendsAs = (operation: Operation, mediaTypes: readonly string[]): void => {
  const { requestBody } = operation;
  if (!requestBody || '$ref' in requestBody) return;
  const [described] = Object.values(requestBody.content);
  requestBody.content = Object.fromEntries(mediaTypes.map((type) => [type, described ?? {}]));
};

const isStream = ({ answer }: RouteFacts): boolean => answer?.stream !== undefined;

/** Bodies that the handler receives itself, and answers that are sent while they are made. */
const describeStreams = (operation: Operation, { answer, consumes }: RouteFacts): void => {
  if (consumes.length > 0) {
    const schema = (type: string) =>
      type === NDJSON ? { type: 'string', description: 'A JSON object a line' } : { type: 'string', format: 'binary' };
    operation.requestBody ??= { required: true, content: Object.fromEntries(consumes.map((type) => [type, { schema: schema(type) }])) };
  }
  const described = answer && operation.responses[String(answer.status)];
  if (!answer?.stream || !described || '$ref' in described) return;
  const line = described.content?.['application/json'];
  described.content = { [answer.stream]: line ?? { schema: { type: 'string', format: 'binary' } } };
  if (line) described.description = 'A line each';
};

/** The stream that callers may have instead of JSON. */
const describeAlternative = (operation: Operation, { answer }: RouteFacts): void => {
  if (!answer?.orStream) return;
  const content = { [answer.orStream]: { schema: { type: 'string' as const } } };
  operation.responses['200'] = { description: `With \`Accept: ${answer.orStream}\`: sent while it is made`, content };
};

/** Completes an operation under `/api/v1`: who may call it, what it may send along, and every answer it can give. */
export const describeOperation = (method: string, operation: Operation, route: DocumentedRoute): void => {
  describeStreams(operation, route.facts);
  describeAlternative(operation, route.facts);
  operation.security = securityOf(route);
  if (route.endsSession) Object.assign(operation, { [ENDS_SESSION]: true });
  operation.description = [operation.description, needsOf(route)].filter(Boolean).join('\n\n');
  mayLeaveOut(operation);
  if (route.facts.consumes.length > 0) sendsAs(operation, route.facts.consumes);
  for (const parameter of operation.parameters ?? []) {
    if ('name' in parameter && PAGING[parameter.name]) parameter.description ??= PAGING[parameter.name] ?? '';
  }
  const references = [
    'Tenant',
    ...(route.facts.idempotent ? ['IdempotencyKey'] : []),
    ...(method === 'put' || method === 'patch' ? ['IfMatch'] : []),
    ...(method === 'get' && !isStream(route.facts) ? ['IfNoneMatch'] : []),
  ] as ('Tenant' | 'IdempotencyKey' | 'IfMatch' | 'IfNoneMatch')[];
  operation.parameters = [...(operation.parameters ?? []), ...references.map(parameterReference)];
  for (const answer of Object.values(operation.responses)) {
    if (answer && !('$ref' in answer)) answer.headers = { ...headerReferences(headersOf(method, operation, route)), ...answer.headers };
  }
  if (method === 'get' && !isStream(route.facts)) operation.responses['304'] ??= { description: 'What `If-None-Match` names still holds' };
  for (const status of refusalsOf(method, operation, route))
    operation.responses[String(status)] ??= refusal(status, route.refusals[status]);
};

/** Operations outside of `/api/v1` belong to the installation: no institution, no limits. */
export const describeRootOperation = (operation: Operation, route: DocumentedRoute): void => {
  operation.security = securityOf(route);
  const refusals = route.access?.kind === 'requires' ? [401, 403, 500, 503] : [500];
  for (const status of refusals) operation.responses[String(status)] ??= refusal(status);
};
