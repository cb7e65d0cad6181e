import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type House, makeHouse, type Outcome } from './house.js';

const DECORATORS = `
type Mark = (target: object, key?: string, descriptor?: unknown) => void;
type PartMark = (target: object, key: string | undefined, index: number) => void;
export const Get = (_path?: string): Mark => () => undefined;
export const Requires = (_permission: string): Mark => () => undefined;
export const Public = (_reason: string): Mark => () => undefined;
export const Returns = (_schema: unknown): Mark => () => undefined;
export const Body = (_options?: { schema: unknown }): PartMark => () => undefined;
`;

const route = (decorators: string, parameter = ''): string => `
import { Body, Get, Public, Requires, Returns } from './decorators.js';
export const unused = [Body, Get, Public, Requires, Returns];
export class Routes {
  ${decorators}
  list(${parameter}) { return []; }
}
`;

const database = (statement: string): string => `
const TABLE = 'core.users';
const COLUMNS = ['id', 'name'].join(', ');
declare const sqlIdentifier: (name: string) => string;
declare const em: { query(sql: string, parameters?: unknown[]): Promise<unknown[]> };
export const read = async (name: string, table: string): Promise<unknown> => {
  ${statement}
};
export const used = [TABLE, COLUMNS, sqlIdentifier, em];
`;

const builder = (chain: string): string => `
interface Builder { update(set: object): Builder; delete(): Builder; where(text: string, values: object): Builder; execute(): Promise<void> }
declare const em: { createQueryBuilder(): Builder };
export const act = async (): Promise<void> => { await em.createQueryBuilder()${chain}.execute(); };
`;

const lines = (count: number): string => Array.from({ length: count }, (_, index) => `export const a${index} = ${index};`).join('\n');

const CONTENT: Readonly<Record<string, string>> = {
  'src/decorators.ts': DECORATORS,
  'src/good-route.ts': route(`@Get() @Requires('users:read') @Returns(String)`, '@Body({ schema: Object }) _body: unknown'),
  'src/public-route.ts': route(`@Get() @Public('the catalogue is open') @Returns(String)`),
  'src/class-route.ts': route('@Get() @Returns(String)').replace('export class', `@Requires('users:read')\nexport class`),
  'src/good-sql.ts': database(
    'return em.query(`SELECT ${COLUMNS} FROM ${TABLE} JOIN ${sqlIdentifier(table)} USING (id) WHERE name = $1`, [name]);',
  ),
  'src/good-builder.ts': builder(`.update({ a: 1 }).where('id = :id', { id: 1 })`),
  'src/good-promise.ts': 'export const wait = async (work: Promise<void>): Promise<void> => { await work; };\n',
  'test/long.spec.ts': `import { describe, it } from 'node:test';\ndescribe('long', () => {\n${'  it("works", () => undefined);\n'.repeat(80)}});\n`,
};

const VIOLATIONS: readonly (readonly [rule: string, file: string, content: string])[] = [
  ['lectern/route-access', 'src/open-route.ts', route('@Get() @Returns(String)')],
  ['lectern/route-access', 'src/torn-route.ts', route(`@Get() @Requires('a:b') @Public('why') @Returns(String)`)],
  ['lectern/route-contract', 'src/leaking-route.ts', route(`@Get() @Requires('a:b')`)],
  ['lectern/route-contract', 'src/unchecked-route.ts', route(`@Get() @Requires('a:b') @Returns(String)`, '@Body() _body: unknown')],
  ['lectern/no-built-sql', 'src/template-sql.ts', database("return em.query(`SELECT 1 FROM core.users WHERE name = '${name}'`);")],
  ['lectern/no-built-sql', 'src/plus-sql.ts', database("return em.query('SELECT 1 FROM ' + table);")],
  ['lectern/no-built-sql', 'src/variable-sql.ts', database('const text = `SELECT ${name}`; return em.query(text);')],
  ['lectern/no-unfiltered-write', 'src/update-all.ts', builder('.update({ a: 1 })')],
  ['lectern/no-unfiltered-write', 'src/delete-all.ts', builder('.delete()')],
  ['@typescript-eslint/no-floating-promises', 'src/floating.ts', 'export const go = (work: () => Promise<void>): void => { work(); };\n'],
  [
    '@typescript-eslint/no-misused-promises',
    'src/misused.ts',
    'export const go = (work: () => Promise<boolean>): number => (work() ? 1 : 2);\n',
  ],
  ['@typescript-eslint/no-explicit-any', 'src/any.ts', 'export const x = (y: any): string => String(y);\n'],
  ['@typescript-eslint/no-non-null-assertion', 'src/non-null.ts', 'export const x = (y?: string): number => y!.length;\n'],
  ['@typescript-eslint/no-unused-vars', 'src/unused.ts', 'const x = 1;\nexport const y = 2;\n'],
  ['no-empty', 'src/swallowed.ts', 'export const x = (y: () => void): void => { try { y(); } catch {} };\n'],
  ['no-restricted-imports', 'src/relation.ts', `import { ManyToOne } from 'typeorm';\nexport const x = ManyToOne;\n`],
  ['max-lines', 'src/long.ts', lines(301)],
  ['max-lines-per-function', 'src/long-function.ts', `export const x = (): void => {\n${'  x();\n'.repeat(50)}};\n`],
  ['max-params', 'src/parameters.ts', 'export const x = (a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1): number[] => [a, b, c, d, e, f, g];\n'],
  [
    '@typescript-eslint/no-explicit-any',
    'src/switched-off.ts',
    '// eslint-disable-next-line @typescript-eslint/no-explicit-any\nexport const x = (y: any): string => String(y);\n',
  ],
];

/** The problems of one file in ESLint's report. */
const problemsOf = ({ output }: Outcome, file: string): string =>
  output.split(/\n\s*\n/).find((block) => block.trimStart().split('\n')[0]?.trim().endsWith(`/${file}`)) ?? '';

describe('npm run check -- lint', () => {
  let house: House;
  let alone: Outcome;
  let outcome: Outcome;

  before(async () => {
    house = makeHouse('empty', CONTENT);
    alone = await house.check('lint');
    for (const [, file, content] of VIOLATIONS) house.write(file, content);
    outcome = await house.check('lint');
  });
  after(() => house.remove());

  it('is content with a house in order', () => {
    assert.ok(alone.passed, alone.output);
  });

  it('fails a house with violations, and only for those', () => {
    assert.ok(!outcome.passed, outcome.output);
    for (const file of Object.keys(CONTENT)) assert.equal(problemsOf(outcome, file), '');
  });

  for (const [rule, file] of VIOLATIONS) {
    it(`sees ${rule} in ${file}`, () => {
      const found = problemsOf(outcome, file);
      assert.ok(found.includes(rule), found || outcome.output);
    });
  }
});

describe('npm run check -- typecheck, format', () => {
  let house: House;
  before(() => {
    house = makeHouse('empty', { 'src/right.ts': `export const right: string = 'yes';\n` });
  });
  after(() => house.remove());

  it('lets a tidy file pass, and fails an untidy or wrong one', async () => {
    assert.deepEqual(await house.check('typecheck', 'format').then(({ passed }) => passed), true);
    house.write('src/wrong.ts', 'export const wrong: string = 1;\n');
    const types = await house.check('typecheck');
    assert.ok(!types.passed && types.output.includes('src/wrong.ts'), types.output);
    house.write('src/untidy.ts', 'export const untidy = "yes"\n');
    const format = await house.check('format');
    assert.ok(!format.passed && format.output.includes('src/untidy.ts'), format.output);
  });
});
