import { Pool } from 'pg';
import { compose } from '../src/compose.js';
import { SessionStates } from '../src/platform/auth/session-states.js';
import type { Config } from '../src/platform/config/config.js';
import { type RequestContext, runInContext } from '../src/platform/context/request-context.js';
import { PipelinedReads } from '../src/platform/database/pipelined-reads.js';
import { PluginGate } from '../src/platform/plugins/gate/plugin-gate.js';
import { TenantResolver } from '../src/platform/tenancy/resolve-tenant.js';
import { newId } from '../src/sdk/ids.js';
import { median } from './measure.js';
import type { School } from './seed.js';

const CHECKS = 100_000;
const READS = 3000;
const QUERY = 'SELECT id, title, status FROM core.course WHERE id = $1';

export interface GateCost {
  /** Tenant, session and plugin gate of a request, in the median, in ms. */
  readonly gateMs: number;
  /** What a tenant's transaction costs a read more than the same read without tenant, policy and context, in ms. */
  readonly tenancyMs: number;
  /** The read without them, in ms. */
  readonly readMs: number;
}

/** What every request pays for being one tenant's, in this process, without load. */
export const measureGateCost = async (config: Config, school: School, sessionId: string, superuserUrl: string): Promise<GateCost> => {
  const lectern = await compose({ config });
  await lectern.init();
  try {
    const get = <T>(token: abstract new (...parameters: never[]) => T): T => lectern.app.get(token as never, { strict: false });
    const context: RequestContext = { requestId: newId(), beforeCommit: [] };
    const gateMs = await runInContext(context, () =>
      timeGate(context, { tenants: get(TenantResolver), sessions: get(SessionStates), gate: get(PluginGate) }, school.tenantId, sessionId),
    );
    return { gateMs, ...(await timeReads(config.database.appUrl, superuserUrl, school)) };
  } finally {
    await lectern.close();
  }
};

interface Doors {
  readonly tenants: TenantResolver;
  readonly sessions: SessionStates;
  readonly gate: PluginGate;
}

const timeGate = async (context: RequestContext, doors: Doors, tenantId: string, sessionId: string): Promise<number> => {
  const times: number[] = [];
  for (let n = 0; n < CHECKS; n += 1) {
    const startedAt = performance.now();
    const tenant = await doors.tenants.resolve({ tokenTenantId: tenantId, header: undefined, host: '127.0.0.1:3000' });
    context.tenantId = tenant.id;
    context.tenant = tenant;
    if (!(await doors.sessions.live(sessionId))) throw new Error('The session of the measurement has ended');
    doors.gate.check('gamification');
    times.push(performance.now() - startedAt);
  }
  return median(times);
};

const timeReads = async (appUrl: string, superuserUrl: string, { tenantId, course }: School): Promise<Omit<GateCost, 'gateMs'>> => {
  const tenantPool = new Pool({ connectionString: appUrl, max: 1, pipeline: true });
  const plainPool = new Pool({ connectionString: superuserUrl, max: 1, pipeline: true });
  const ofTenant = new PipelinedReads(tenantPool);
  const plain = async (): Promise<unknown[]> => {
    const client = await plainPool.connect();
    try {
      const parts = [client.query('START TRANSACTION READ ONLY'), client.query(QUERY, [course.id]), client.query('COMMIT')] as const;
      return (await Promise.all(parts))[1].rows;
    } finally {
      client.release();
    }
  };
  const times = { tenant: [] as number[], plain: [] as number[] };
  const time = async (into: number[], work: () => Promise<unknown[]>): Promise<void> => {
    const startedAt = performance.now();
    if ((await work()).length !== 1) throw new Error('The course of the measurement was not found');
    into.push(performance.now() - startedAt);
  };
  try {
    for (let n = 0; n < READS; n += 1) {
      await time(times.tenant, () => ofTenant.query(tenantId, QUERY, [course.id]));
      await time(times.plain, plain);
    }
  } finally {
    await Promise.all([tenantPool.end(), plainPool.end()]);
  }
  const readMs = median(times.plain);
  return { tenancyMs: median(times.tenant) - readMs, readMs };
};
