import { fileURLToPath } from 'node:url';
import type { ProcessRole } from '../../../src/platform/config/config.js';
import { startTestServer, testEnvironment, type TestServer } from '../../../src/testing/test-server.js';
import { twoTenants, type World } from '../../../src/testing/world.js';
import { ServerProcess } from './server-process.js';

const folder = (name: string): string => fileURLToPath(new URL(`../plugins/${name}`, import.meta.url));

export interface InstallationOptions {
  /** Besides those that are built in. */
  readonly plugins?: readonly ('busy' | 'troubled' | 'broken')[];
  /** For its processes. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Two institutions on a database of their own, and processes that serve them. */
export class Installation {
  readonly processes: ServerProcess[] = [];

  private constructor(
    /** Makes accounts and looks at the database; serves nobody else, and does none of the work. */
    readonly control: TestServer,
    readonly world: World,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async start({ plugins = ['busy'], env = {} }: InstallationOptions = {}): Promise<Installation> {
    const own = { LECTERN_PLUGINS: plugins.map(folder).join(','), LECTERN_RUNNER: 'off', LECTERN_DATABASE_POOL_SIZE: '20' };
    const control = await startTestServer({ role: 'api', env: own });
    const world = await twoTenants(control);
    const environment = { ...testEnvironment(control.database, { ...own, ...env }), PATH: process.env.PATH };
    return new Installation(control, world, environment);
  }

  /** Starts processes beside one another. */
  start(...roles: ProcessRole[]): Promise<ServerProcess[]> {
    const added = roles.map((role, index) => new ServerProcess(role, this.processes.length + index + 1, this.environment));
    this.processes.push(...added);
    return Promise.all(added.map((each) => each.start()));
  }

  /** How many transactions of the probe plugin a process has open. */
  async openWork({ number }: ServerProcess): Promise<number> {
    const [row] = await this.control.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = $1 AND objsubid = 2`,
      [number],
    );
    return row?.count ?? 0;
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.kill()));
    await this.control.close();
  }
}
