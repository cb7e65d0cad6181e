import { startTestServer, type TestServer } from '../../src/testing/test-server.js';
import { addPerson, addTenant, type Person, switchPlugins } from '../../src/testing/world.js';
import type { TenantLimits } from '../../src/platform/tenancy/tenant.js';
import { probe } from './probe-plugin.js';

export interface School {
  readonly id: string;
  readonly slug: string;
  readonly admin: Person;
  readonly student: Person;
}

/** The real server with the probe's routes. */
export const startProbeServer = (env: NodeJS.ProcessEnv = {}): Promise<TestServer> => startTestServer({ plugins: [probe], env });

interface SchoolOptions {
  readonly limits?: TenantLimits;
  readonly policies?: Readonly<Record<string, unknown>>;
  readonly timezone?: string;
  /** Which are on. */
  readonly plugins?: readonly string[];
}

/** An institution with the probe on, unless other plugins are named. */
export const addSchool = async (server: TestServer, slug: string, options: SchoolOptions = {}): Promise<School> => {
  const tenant = await addTenant(server, slug);
  const { limits = {}, policies = {}, timezone = 'UTC', plugins = ['probe'] } = options;
  await server.sql('UPDATE core.tenants SET limits = $2, policies = $3, timezone = $4 WHERE id = $1', [
    tenant.id,
    limits,
    policies,
    timezone,
  ]);
  await switchPlugins(server, tenant.id, plugins);
  return { ...tenant, admin: await addPerson(server, tenant, 'admin'), student: await addPerson(server, tenant, 'student') };
};
