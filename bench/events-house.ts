import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { EmbeddedPostgres } from '../src/platform/database/embedded/start-embedded-postgres.js';
import { loadConfig } from '../src/platform/config/load-config.js';
import { ServerProcess } from '../test/faults/harness/server-process.js';
import type { ProcessRole } from '../src/platform/config/config.js';
import { migrateAll, startDatabase } from './database.js';
import { productionEnvironment } from './environment.js';
import { type School, seed } from './seed.js';

const CLI = fileURLToPath(new URL('../src/cli.js', import.meta.url));
/** Work that can be counted, from the fault tests: a route, an event, two handlers that write a row each. */
const BUSY = fileURLToPath(new URL('../test/faults/plugins/busy', import.meta.url));

/** An installation in production mode, to be measured: a durable database, and processes as they are asked for. */
export class House {
  private readonly processes: ServerProcess[] = [];

  private constructor(
    readonly database: EmbeddedPostgres,
    readonly sql: pg.Pool,
    readonly school: School,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async open(): Promise<House> {
    const database = await startDatabase();
    const environment = { ...productionEnvironment(database), PORT: '0', LECTERN_PLUGINS: BUSY, LECTERN_RUNNER: 'off' };
    await migrateAll(loadConfig(environment, { role: 'all' }));
    const school = await seed(database.superuserUrl);
    const sql = new pg.Pool({ connectionString: database.superuserUrl, max: 4 });
    await sql.query(`INSERT INTO core.tenant_plugin (tenant_id, plugin_id, enabled) SELECT $1, unnest($2::text[]), true`, [
      school.tenantId,
      ['busy', 'co-learning'],
    ]);
    return new House(database, sql, school, environment);
  }

  /** Starts a process; `more` is added to its environment. */
  async start(role: ProcessRole, more: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
    const process = new ServerProcess(role, this.processes.length + 1, { ...this.environment, ...more });
    this.processes.push(process);
    return process.start();
  }

  /** `lectern …`. Throws with what it said when it fails. */
  command(words: readonly string[], more: NodeJS.ProcessEnv): void {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...words], {
      env: { ...this.environment, ...more },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`lectern ${words.join(' ')}: ${stdout}${stderr}`);
  }

  /** A token of a student. */
  async signIn(api: ServerProcess, index = 0): Promise<string> {
    const body = JSON.stringify({ email: this.school.students[index]?.email, password: this.school.password });
    const response = await fetch(`${api.url}/api/v1/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (!response.ok) throw new Error(`Signing in: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { access_token: string }).access_token;
  }

  async stopProcesses(): Promise<void> {
    await Promise.all(this.processes.splice(0).map((each) => each.kill()));
  }

  async close(): Promise<void> {
    await this.stopProcesses();
    await this.sql.end();
    await this.database.stop();
  }
}
