import { z } from 'zod';
import { newId } from '../../sdk/ids.js';

interface Shape {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
}

/** Some value that a schema accepts, made from its JSON Schema. Throws when it is not that simple. */
export const sampleOf = (schema: z.ZodType): unknown => {
  const value = sample(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape);
  if (!schema.safeParse(value).success) throw new Error('No example of this schema could be made up');
  return value;
};

const FORMATS: Readonly<Record<string, () => string>> = {
  uuid: newId,
  'date-time': () => new Date().toISOString(),
  date: () => new Date().toISOString().slice(0, 10),
  email: () => 'somebody@example.test',
  uri: () => 'https://example.test/',
};

const sample = (shape: Shape): unknown => {
  if ('const' in shape) return shape.const;
  if (shape.enum) return shape.enum[0];
  const [alternative] = shape.anyOf ?? shape.oneOf ?? [];
  if (alternative) return sample(alternative);
  const type = Array.isArray(shape.type) ? (shape.type as readonly string[])[0] : shape.type;
  if (type === 'object') return Object.fromEntries((shape.required ?? []).map((field) => [field, sample(shape.properties?.[field] ?? {})]));
  if (type === 'array') return Array.from({ length: shape.minItems ?? 0 }, () => sample(shape.items ?? {}));
  if (type === 'integer' || type === 'number')
    return shape.minimum ?? (shape.exclusiveMinimum === undefined ? 1 : shape.exclusiveMinimum + 1);
  if (type === 'boolean') return true;
  if (type === 'string') return (FORMATS[shape.format ?? ''] ?? (() => 'x'.repeat(Math.max(1, shape.minLength ?? 1))))();
  return null;
};
