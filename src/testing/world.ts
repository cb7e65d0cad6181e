import { Accounts } from '../domains/users/accounts.js';
import { runForTenant } from '../platform/context/request-context.js';
import { PluginRegistry } from '../platform/plugins/plugin-registry.js';
import { newId } from '../sdk/ids.js';
import type { Role } from '../sdk/roles.js';
import { type Client, client } from './client.js';
import type { TestServer } from './test-server.js';

/** Somebody with an account, signed in. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly client: Client;
}

/** An institution with one of each; the parent is the student's guardian, the teacher teaches the student. */
export interface School {
  readonly id: string;
  readonly slug: string;
  readonly admin: Person;
  readonly teacher: Person;
  readonly student: Person;
  readonly parent: Person;
  readonly classId: string;
  /** A caller without a token. */
  readonly nobody: Client;
}

export interface World {
  /** Every installed plugin is on. */
  readonly alpha: School;
  /** Every installed plugin but gamification is on. */
  readonly beta: School;
}

export const PASSWORD = 'correct horse battery';

const expectStatus = async <T>(status: number, answer: Promise<{ status: number; body: T; text: string }>): Promise<T> => {
  const got = await answer;
  if (got.status !== status) throw new Error(`Expected ${status}, got ${got.status}: ${got.text}`);
  return got.body;
};

/** An account in the tenant, made past the API, and signed in through it. */
export const addPerson = async (
  server: TestServer,
  tenant: { readonly id: string; readonly slug: string },
  role: Role,
  name = `${role}-${newId().slice(-6)}`,
): Promise<Person> => {
  const email = `${name}@${tenant.slug}.test`;
  const account = { email, name, password: PASSWORD, role };
  const { id } = await runForTenant(tenant.id, () => server.get(Accounts).create(account));
  const visitor = client(server, { tenant: tenant.slug });
  const { access_token: token } = await expectStatus(200, visitor.post('/auth/login', { email, password: PASSWORD }));
  return { id, email, password: PASSWORD, client: visitor.with({ token }) };
};

/** A tenant, made past the API. */
export const addTenant = async (server: TestServer, slug: string): Promise<{ id: string; slug: string }> => {
  const id = newId();
  await server.sql('INSERT INTO core.tenants (id, slug, name) VALUES ($1, $2, $3)', [id, slug, `School ${slug}`]);
  return { id, slug };
};

/** Switches plugins of a tenant before anybody has asked for it; a tenant in use is switched through the API. */
export const switchPlugins = async (server: TestServer, tenantId: string, enabled: readonly string[]): Promise<void> => {
  await server.sql(
    `INSERT INTO core.tenant_plugin (tenant_id, plugin_id, enabled) SELECT $1, unnest($2::text[]), true
     ON CONFLICT (tenant_id, plugin_id) DO UPDATE SET enabled = true`,
    [tenantId, enabled],
  );
};

const makeGuardian = (server: TestServer, tenantId: string, guardian: Person, child: Person): Promise<unknown> =>
  server.sql(`INSERT INTO core.guardian_link (tenant_id, id, guardian_id, child_id, status) VALUES ($1, $2, $3, $4, 'active')`, [
    tenantId,
    newId(),
    guardian.id,
    child.id,
  ]);

/** A class of the teacher with the student in it. */
const openClass = async (teacher: Person, student: Person): Promise<string> => {
  const { id } = await expectStatus(201, teacher.client.post('/classes', { name: 'First class' }));
  await expectStatus(201, teacher.client.post(`/classes/${id}/enrollments`, { user_id: student.id, role: 'student' }));
  return id;
};

const addSchool = async (server: TestServer, slug: string, plugins: readonly string[]): Promise<School> => {
  const tenant = await addTenant(server, slug);
  await switchPlugins(server, tenant.id, plugins);
  const admin = await addPerson(server, tenant, 'admin', 'admin');
  const teacher = await addPerson(server, tenant, 'teacher', 'teacher');
  const student = await addPerson(server, tenant, 'student', 'student');
  const parent = await addPerson(server, tenant, 'parent', 'parent');
  await makeGuardian(server, tenant.id, parent, student);
  const classId = await openClass(teacher, student);
  return { ...tenant, admin, teacher, student, parent, classId, nobody: client(server, { tenant: slug }) };
};

/** Two institutions that differ in one thing: the first has gamification on. */
export const twoTenants = async (server: TestServer): Promise<World> => {
  const plugins = [...server.get(PluginRegistry).manifests.keys()];
  const alpha = await addSchool(server, 'alpha', plugins);
  const beta = await addSchool(
    server,
    'beta',
    plugins.filter((id) => id !== 'gamification'),
  );
  return { alpha, beta };
};
