import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIMIT_POLICIES } from '../../src/platform/throttling/policies.js';
import { client } from '../../src/testing/client.js';
import type { Person } from '../../src/testing/world.js';
import { startContractServer } from '../contract/contract-server.js';
import { contractWorld } from '../contract/contract-world.js';
import { ApiDocument, type Operation } from '../contract/api-document.js';
import { knownRequests } from './known-requests.js';
import { installSchemathesis, runSchemathesis } from './schemathesis.js';
import { readTally, type Tally } from './tally.js';
import { withExamples } from './with-examples.js';

/*
 * npm run fuzz: random and boundary requests for every operation of the API document, first as a student, then as an
 * institution's admin. Fails for an answer of 5xx, an answer that the document does not describe, fewer than LEAST_CASES
 * cases in a run, fewer than 80 % of the operations succeeding at least once over both runs, or 1 % of 429.
 */
const LEAST_CASES = 2000;
const LEAST_SUCCEEDING = 0.8;
const MOST_LIMITED = 0.01;
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'allow_header_conformance',
  'unsupported_method',
];
const seed = process.env.FUZZ_SEED ?? '1';
const examples = process.env.FUZZ_EXAMPLES_PER_OPERATION ?? '12';

const failures: string[] = [];
const demand = (holds: boolean, what: string): void => {
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}`);
  if (!holds) failures.push(what);
};

installSchemathesis();
const folder = await mkdtemp(join(tmpdir(), 'lectern-fuzz-'));
const server = await startContractServer();
const world = await contractWorld(server);
const unlimited = Object.fromEntries([...LIMIT_POLICIES.keys()].map((name) => [name, { limit: 1_000_000, window_seconds: 60 }]));
const roomyQuota = {
  user_concurrent: 100,
  tenant_concurrent: 100,
  user_cpu_seconds_per_day: 80_000,
  tenant_cpu_seconds_per_day: 80_000,
};
await server.sql(
  `UPDATE core.tenants SET policies = jsonb_set(policies, '{code_quota}', $1), revision = revision + 1, changed_at = clock_timestamp()`,
  [JSON.stringify(roomyQuota)],
);
await server.sql(`UPDATE core.tenants SET limits = $1, revision = revision + 1, changed_at = clock_timestamp()`, [
  JSON.stringify(unlimited),
]);

const document = (await client(server).get('//openapi.json')).body;
const { operations: routes, aliases } = new ApiDocument(document);
/** After an end of one's own session or account nothing else would be reached. */
const isEnd = ({ endsSession, route }: Operation): boolean => endsSession || /^DELETE \S*\/users\/\{id\}$/.test(route);
const leftOut = [...routes, ...aliases].filter(isEnd).map(({ route }) => route);
const operations = routes.filter((operation) => !isEnd(operation)).map(({ route }) => route);

const fuzzAs = async (name: string, { client: caller }: Person): Promise<Tally> => {
  const requests = await knownRequests(world);
  const files = {
    document: join(folder, `${name}.openapi.json`),
    requests: join(folder, `${name}.requests.json`),
    answers: join(folder, `${name}.answers.ndjson`),
  };
  await writeFile(files.document, JSON.stringify(withExamples(document, requests)));
  await writeFile(files.requests, JSON.stringify(requests));
  await writeFile(files.answers, '');
  // One worker: beside another thread, Python 3.11 may fail to parse the fuzzer's own source (AST recursion depth mismatch).
  const status = await runSchemathesis(
    folder,
    [
      ...['run', files.document, '--url', server.url, '--header', `Authorization: Bearer ${caller.token ?? ''}`],
      ...['--phases', 'examples,coverage,fuzzing', '--max-examples', examples, '--seed', seed, '--workers', '1'],
      ...['--checks', CHECKS.join(','), '--continue-on-failure', '--warnings', 'off', '--suppress-health-check', 'all'],
      ...leftOut.flatMap((route) => ['--exclude-name', route]),
    ],
    {
      SCHEMATHESIS_HOOKS: join(process.cwd(), 'test/fuzz/hooks.py'),
      FUZZ_REQUESTS: files.requests,
      FUZZ_ANSWERS: files.answers,
    },
  );
  const tally = await readTally(files.answers);
  demand(status === 0, `as ${name}: no 5xx and nothing the document does not describe (exit ${status})`);
  demand(tally.answers >= LEAST_CASES, `as ${name}: ${tally.answers} cases of at least ${LEAST_CASES}`);
  const limited = (tally.byStatus.get(429) ?? 0) / tally.answers;
  demand(limited < MOST_LIMITED, `as ${name}: ${(100 * limited).toFixed(2)} % answered 429, under ${100 * MOST_LIMITED} %`);
  console.log(
    `     ${[...tally.byStatus]
      .toSorted(([a], [b]) => a - b)
      .map(([code, count]) => `${code}: ${count}`)
      .join(', ')}`,
  );
  return tally;
};

try {
  const tallies = [await fuzzAs('student', world.alpha.student), await fuzzAs('admin', world.alpha.admin)];
  const silent = operations.filter((route) => !tallies.some(({ succeeded }) => succeeded.has(route)));
  const share = 1 - silent.length / operations.length;
  demand(
    share >= LEAST_SUCCEEDING,
    `${(100 * share).toFixed(1)} % of ${operations.length} operations answered 2xx, at least ${100 * LEAST_SUCCEEDING} %`,
  );
  if (silent.length > 0) console.log(`     never: ${silent.join(', ')}`);
} finally {
  await server.close();
  if (!process.env.FUZZ_KEEP) await rm(folder, { recursive: true, force: true });
}
console.log(`${failures.length === 0 ? 1 : 0} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
