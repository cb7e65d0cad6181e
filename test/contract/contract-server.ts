import { noSandbox, startTestRunner } from '../../src/testing/test-runner.js';
import { startTestServer, type TestServer } from '../../src/testing/test-server.js';

/** A server that can do everything the contract names: run code, too. */
export const startContractServer = async (): Promise<TestServer> => {
  const runner = await startTestRunner({ driver: noSandbox ? 'process' : 'bubblewrap' });
  const server = await startTestServer({ runner });
  return {
    ...server,
    close: async () => {
      await server.close();
      await runner.close();
    },
  };
};
