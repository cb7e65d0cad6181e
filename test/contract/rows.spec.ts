import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { client, type Json } from '../../src/testing/client.js';
import type { TestServer } from '../../src/testing/test-server.js';
import { AnswerWatch } from './answer-watch.js';
import { ApiDocument } from './api-document.js';
import { startContractServer } from './contract-server.js';
import { contractWorld } from './contract-world.js';
import type { ContractWorld } from './route-fixture.js';
import { expectedAliases, laterAliases, tryAlias, withEveryAlias } from './rows/alias-rows.js';
import { rowTests } from './rows/every-row.js';
import { type Evidence, missingEvidence, RowTrial } from './rows/row-trial.js';
import { AWAITED_ROWS, LATER_PARTS, seedRows } from './rows/seed-rows.js';

const server: TestServer = await startContractServer();
const document = new ApiDocument(withEveryAlias((await client(server).get('//openapi.json')).body));
const watch = new AnswerWatch(document);

const inScope = seedRows.filter(({ later }) => later === undefined);
const live = (await client(server).get('//asyncapi.json')).body;
const sockets = Object.values<Json>(live.channels).map(({ address }) => `WS ${address}`);
const described = new Set([...document.operations.map(({ route }) => route), ...sockets]);

let world: ContractWorld;

before(async () => {
  watch.start();
  world = await contractWorld(server);
});
after(async () => {
  watch.stop();
  await server.close();
});

describe('the routes of the source systems', () => {
  for (const row of inScope) {
    const test = rowTests[row.row];
    if (!test) continue;
    it(`${row.row} ${row.seed}`, async () => {
      const trial = new RowTrial(world, watch);
      watch.problems.splice(0);
      await test(trial);
      assert.deepEqual(watch.problems.splice(0), []);
      assert.deepEqual(missingEvidence(row, trial.evidence), [], row.row);
    });
  }
});

describe('the paths of the source systems', () => {
  before(async () => {
    const switched = await world.beta.admin.client.put('/tenant/plugins/route-aliases', { enabled: false });
    assert.equal(switched.status, 200, switched.text);
  });

  it('are those of the contract, and lead where it says', () => {
    const described = new Map(document.aliases.map(({ route, aliasOf }) => [route, aliasOf]));
    assert.deepEqual(described, expectedAliases(document.operations));
    assert.deepEqual(
      document.aliases.filter(({ path }) => Object.keys(laterAliases).some((later) => path.startsWith(later))),
      [],
    );
  });

  for (const alias of document.aliases) {
    it(`alias ${alias.route}`, async () => {
      const trial = new RowTrial(world, watch);
      watch.problems.splice(0);
      await tryAlias(alias, trial);
      assert.deepEqual(watch.problems.splice(0), []);
      assert.deepEqual(missingEvidence({ routes: [alias.route] }, trial.evidence), []);
    });
  }
});

describe('the list of rows', () => {
  it('numbers every route once', () => {
    const numbers = seedRows.map(({ row }) => Number(/^S[0-4]-(\d+)$/.exec(row)?.[1])).filter((number) => !Number.isNaN(number));
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      Array.from({ length: 73 }, (_, at) => at + 1),
    );
    assert.equal(new Set(seedRows.map(({ row }) => row)).size, seedRows.length);
  });

  it('has a test for every row that is here, and no test without a row', () => {
    const expected = inScope.map(({ row }) => row).filter((row) => !AWAITED_ROWS.includes(row));
    assert.deepEqual(Object.keys(rowTests).toSorted(), expected.toSorted());
  });

  it('names routes that the document describes, and puts off only what is not here', () => {
    const missing = inScope.filter(({ row }) => !AWAITED_ROWS.includes(row)).flatMap(({ routes }) => routes);
    assert.deepEqual(
      missing.filter((route) => !described.has(route)),
      [],
    );
    const postponed = seedRows.filter(({ later }) => later !== undefined && later in LATER_PARTS);
    assert.deepEqual(
      postponed.filter(({ routes }) => routes.some((route) => described.has(route))).map(({ row }) => row),
      [],
    );
  });

  it('waits for nothing', () => assert.deepEqual(AWAITED_ROWS, []));
});

describe('the evidence of a row', () => {
  const routes = ['GET /api/v1/one', 'PUT /api/v1/two'];
  const full: Evidence[] = routes.flatMap((route) => [
    { kind: 'success', route, tenant: 'alpha' },
    { kind: 'refusal', route, tenant: 'beta' },
  ]);

  it('is a success and a refusal on each route, in two institutions', () => {
    assert.deepEqual(missingEvidence({ routes }, full), []);
    assert.deepEqual(missingEvidence({ routes }, full.slice(1)), ['no success of GET /api/v1/one']);
    assert.deepEqual(missingEvidence({ routes }, full.slice(0, 3)), ['no refusal of PUT /api/v1/two']);
    const elsewhere = full.map((one) => ({ ...one, route: 'GET /api/v1/three' }));
    assert.equal(missingEvidence({ routes }, elsewhere).length, 5);
    const atHome = full.map((one) => ({ ...one, tenant: 'alpha' }));
    assert.deepEqual(missingEvidence({ routes }, atHome), ['called in alpha only']);
  });
});
