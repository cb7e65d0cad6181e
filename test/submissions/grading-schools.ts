import type { TestRunnerOptions } from '../../src/testing/test-runner.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { twoTenants, type World } from '../../src/testing/world.js';
import { setTenant } from '../learning/support.js';
import { ROOMY_LIMITS } from './support.js';
import { SwitchedRunner } from './switched-runner.js';

/** A server with a runner that can be taken away, and two institutions, of which the first is not slowed down by limits. */
export interface GradingSchools {
  readonly runner: SwitchedRunner;
  readonly server: TestServer;
  readonly world: World;
  close(): Promise<void>;
}

export const gradingSchools = async (options: TestRunnerOptions = {}): Promise<GradingSchools> => {
  const runner = await SwitchedRunner.start(options);
  const server = await startTestServer({ plugins: [], runner });
  const world = await twoTenants(server);
  await setTenant(server, world.alpha.id, 'limits', ROOMY_LIMITS);
  const close = async (): Promise<void> => {
    await server.close();
    await runner.close();
  };
  return { runner, server, world, close };
};
