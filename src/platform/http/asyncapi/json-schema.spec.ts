import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { jsonSchema } from './json-schema.js';

const seat = z.object({ number: z.int().min(1) }).meta({ id: 'Seat' });
const seatSchema = {
  type: 'object',
  properties: { number: { type: 'integer', minimum: 1 } },
  required: ['number'],
  additionalProperties: false,
};

test('a named shape stands where it is used: references would point into the document around', () => {
  assert.deepEqual(jsonSchema(seat), seatSchema);
  const row = z.object({ first: seat, others: z.array(seat), $ref: z.string() });
  const { properties } = jsonSchema(row) as { properties: unknown };
  assert.deepEqual(properties, { first: seatSchema, others: { type: 'array', items: seatSchema }, $ref: { type: 'string' } });
});

test('a shape within itself is anything', () => {
  const plain: z.ZodType = z.object({ inner: z.lazy(() => z.array(plain)) });
  assert.deepEqual(jsonSchema(plain).properties, { inner: { type: 'array', items: {} } });
  const named: z.ZodType = z.object({ inner: z.lazy(() => z.array(named)) }).meta({ id: 'Named' });
  assert.deepEqual(jsonSchema(z.object({ named })).properties, {
    named: { type: 'object', properties: { inner: { type: 'array', items: {} } }, required: ['inner'], additionalProperties: false },
  });
});
