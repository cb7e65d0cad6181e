import type { TestServer } from '../../src/testing/test-server.js';
import { addPerson, addTenant, twoTenants } from '../../src/testing/world.js';
import type { ContractWorld } from './route-fixture.js';

const QUIZZES = ['quiz_read', 'quiz_list', 'quiz_attempts', 'quiz_submit'];
const ROOMY = ['default', 'catalogue', 'course_progress', 'all_progress', 'login', 'code_execute', ...QUIZZES];

/** Two institutions and an operator, with minute limits that a walk over every route does not meet. */
export const contractWorld = async (server: TestServer): Promise<ContractWorld> => {
  const tenants = await twoTenants(server);
  const system =
    (await server.sql<{ id: string }>(`SELECT id FROM core.tenants WHERE slug = 'system'`))[0] ?? (await addTenant(server, 'system'));
  const operator = await addPerson(server, { id: system.id, slug: 'system' }, 'operator');
  const limits = Object.fromEntries(ROOMY.map((policy) => [policy, { limit: 100_000, window_seconds: 60 }]));
  await server.sql(`UPDATE core.tenants SET limits = $1, revision = revision + 1, changed_at = clock_timestamp()`, [
    JSON.stringify(limits),
  ]);
  return { ...tenants, server, operator: operator.client };
};
