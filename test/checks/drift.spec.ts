import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type House, makeHouse } from './house.js';

const CONTROLLER = 'src/domains/courses/courses.controller.ts';

/** Replaces a piece of a file of the house; the piece must be there. */
const change = (house: House, file: string, from: RegExp, to: string): (() => void) => {
  const text = readFileSync(join(house.root, file), 'utf8');
  assert.match(text, from);
  house.write(file, text.replace(from, to));
  return () => house.write(file, text);
};

describe('npm run check on the product', () => {
  let house: House;
  before(() => {
    house = makeHouse('whole');
  });
  after(() => house.remove());

  it('is content with the committed OpenAPI document and sdk surface', async () => {
    const outcome = await house.check('openapi', 'sdk-api');
    assert.ok(outcome.passed, outcome.output);
  });

  it('fails when a route changes and docs/openapi.json does not', async () => {
    const restore = change(house, CONTROLLER, /@Post\(':\w+\/publish'\)/, `@Post(':id/announce')`);
    const outcome = await house.check('openapi');
    restore();
    assert.ok(!outcome.passed, outcome.output);
    assert.match(outcome.output, /docs\/openapi\.json differs/);
  });

  it('fails when a route of the product loses its access', async () => {
    const restore = change(house, CONTROLLER, /\n\s*@(Requires|Public)\([^\n]*\)(?=\n)/, '');
    const outcome = await house.check('openapi');
    restore();
    assert.ok(!outcome.passed, outcome.output);
    assert.match(outcome.output, /@Requires|@Public/);
  });

  // Both at once: each check takes seconds, and they do not look at each other's files.
  it('fails when the committed document was edited, and when the sdk changes and docs/sdk-api.md does not', async () => {
    const restore = [
      change(house, 'docs/openapi.json', /"title": "Lectern"/, '"title": "Another"'),
      change(house, 'src/sdk/ids.ts', /export const newId/, 'export const extra = 1;\nexport const newId'),
    ];
    const outcome = await house.check('openapi', 'sdk-api');
    for (const each of restore) each();
    assert.ok(!outcome.passed, outcome.output);
    assert.match(outcome.output, /docs\/openapi\.json differs/);
    assert.match(outcome.output, /docs\/sdk-api\.md differs/);
  });
});
