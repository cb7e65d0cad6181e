import { noSandbox, startTestRunner, type TestRunnerOptions } from '../../src/testing/test-runner.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import type { Person, School } from '../../src/testing/world.js';
import { expectStatus, setTenant } from '../learning/support.js';

/** As production runs code, where this machine can. */
export const usualDriver = noSandbox ? 'process' : 'bubblewrap';

/** A server with a runner, which ends with it. */
export const startCodeServer = async (driver: TestRunnerOptions['driver'] = usualDriver): Promise<TestServer> => {
  const runner = await startTestRunner({ driver });
  const server = await startTestServer({ runner });
  return { ...server, close: async () => (await server.close(), await runner.close()) };
};

export const execute = (person: Person, code: string, more: object = {}, headers?: Readonly<Record<string, string>>) =>
  person.client.post('/code/execute', { code, ...more }, headers);

/** Minute limits and quotas that a test of something else does not meet. */
export const giveRoom = async (server: TestServer, school: School): Promise<void> => {
  await setTenant(server, school.id, 'limits', { code_execute: { limit: 10_000, window_seconds: 60 } });
  await setQuota(school, { user_concurrent: 50, tenant_concurrent: 100 });
};

export const setQuota = (school: School, quota: object) =>
  expectStatus(200, school.admin.client.patch('/tenant', { policies: { code_quota: quota } }));
