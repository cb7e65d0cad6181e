import type { OpenAPIObject } from '@nestjs/swagger';

const NAME = 'JsonValue';
/** What zod calls a shape that contains itself and was given no name: here only ever any JSON value. */
const UNNAMED = /^__schema\d+$/;
const REFERENCE = /^#\/components\/schemas\/__schema\d+$/;

const renamed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] =>
    key === '$ref' && typeof inner === 'string' && REFERENCE.test(inner) ? [key, `#/components/schemas/${NAME}`] : [key, renamed(inner)],
  );
  return Object.fromEntries(entries);
};

/** Any JSON value as one named shape without an end to look for: validators follow one that contains itself until they have no room left. */
export const nameAnyJson = (document: OpenAPIObject): OpenAPIObject => {
  const named = renamed(document) as OpenAPIObject;
  const schemas = Object.entries(named.components?.schemas ?? {}).filter(([name]) => !UNNAMED.test(name));
  return {
    ...named,
    components: { ...named.components, schemas: { ...Object.fromEntries(schemas), [NAME]: { description: 'Any JSON value' } } },
  };
};
