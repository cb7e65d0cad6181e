import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type House, makeHouse, type Outcome } from './house.js';

const imports = (path: string): string => `import { it } from '${path}';\nexport const used = it;\n`;
const IT = 'export const it = 1;\n';

/** What may be imported, and by whom: these stand in every house. */
const ALLOWED = {
  'src/sdk/index.ts': `${IT}export const sdk = 1;\n`,
  'src/platform/clock.ts': imports('../sdk/index.js') + IT,
  'src/platform/tenancy/system-access.ts': IT,
  'src/platform/database/pool.ts': `import { Pool } from 'pg';\nexport const pool = new Pool();\n`,
  'src/platform/http/openapi/document.ts': `import { SwaggerModule } from '@nestjs/swagger';\nexport const write = SwaggerModule;\n`,
  'src/domains/users/users.module.ts': imports('../../platform/clock.js') + IT,
  'src/domains/users/user.entity.ts': IT,
  'src/domains/users/users.controller.ts': IT,
  'src/domains/classes/classes.module.ts': imports('../users/users.module.js') + IT,
  'src/domains/classes/people.ts': `import type { it } from '../users/user.entity.js';\nexport type Used = typeof it;\n`,
  'plugins/badges/contract.ts': IT,
  'plugins/badges/award.ts': IT,
  'plugins/badges/plugin.ts': imports('./award.js') + imports('lectern/sdk').replaceAll('it', 'sdk').replaceAll('used', 'usedSdk') + IT,
  'plugins/quests/plugin.ts': imports('../badges/contract.js') + IT,
  'src/plugins.ts': imports('../plugins/quests/plugin.js'),
  'src/testing/client.ts': IT,
  'test/journey.spec.ts': imports('../src/testing/client.js'),
};

const VIOLATIONS: readonly (readonly [rule: string, file: string, content: string])[] = [
  ['plugins-are-listed-once', 'src/domains/classes/points.ts', imports('../../../plugins/badges/award.js')],
  ['domains-to-platform-and-sdk', 'src/domains/classes/points.ts', imports('../../../plugins/badges/award.js')],
  ['platform-knows-no-school', 'src/platform/people.ts', imports('../domains/users/users.module.js')],
  ['sdk-stands-alone', 'src/sdk/time.ts', imports('../platform/clock.js')],
  ['domains-keep-their-tables', 'src/domains/classes/names.ts', imports('../users/user.entity.js')],
  ['domains-keep-their-routes', 'src/domains/classes/routes.ts', imports('../users/users.controller.js')],
  ['plugins-use-the-sdk', 'plugins/quests/clock.ts', imports('../../src/platform/clock.js')],
  ['plugins-use-the-sdk', 'plugins/quests/sdk.ts', imports('../../src/sdk/index.js')],
  ['plugins-are-islands', 'plugins/quests/steal.ts', imports('../badges/award.js')],
  ['connections-have-one-home', 'src/domains/users/pool.ts', `import { Pool } from 'pg';\nexport const pool = new Pool();\n`],
  ['system-access-is-for-the-platform', 'src/domains/users/all.ts', imports('../../platform/tenancy/system-access.js')],
  [
    'documentation-has-one-home',
    'src/domains/users/docs.ts',
    `import { ApiTags } from '@nestjs/swagger';\nexport const users = ApiTags('Users');\n`,
  ],
  ['testing-stays-out', 'src/domains/users/fake.ts', imports('../../testing/client.js')],
  ['no-development-packages', 'src/platform/lint.ts', `import { ESLint } from 'eslint';\nexport const lint = new ESLint();\n`],
  ['no-unresolved', 'src/platform/gone.ts', imports('./nowhere.js')],
  ['no-circular', 'src/platform/one.ts', `${imports('./two.js')}${IT}`],
];

describe('npm run check -- boundaries', () => {
  let house: House;
  let alone: Outcome;
  let outcome: Outcome;

  before(async () => {
    house = makeHouse('empty', ALLOWED);
    alone = await house.check('boundaries');
    for (const [, file, content] of VIOLATIONS) house.write(file, content);
    house.write('src/platform/two.ts', `${imports('./one.js')}${IT}`);
    outcome = await house.check('boundaries');
  });
  after(() => house.remove());

  it('is content with a house whose arrows are right', () => {
    assert.ok(alone.passed, alone.output);
  });

  it('fails a house with violations', () => {
    assert.ok(!outcome.passed, outcome.output);
  });

  for (const [rule, file] of VIOLATIONS) {
    it(`sees ${rule} in ${file}`, () => {
      assert.ok(
        outcome.output.split('\n').some((line) => line.includes(`error ${rule}:`) && line.includes(file)),
        outcome.output,
      );
    });
  }
});
