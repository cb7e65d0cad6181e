import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { connected } from './connected.js';

/** The group whose policies and grants the application works under; the login of DATABASE_APP_URL is it or belongs to it. */
export const APP_ROLE = 'lectern_app';
/** Sees the few tables across tenants whose policies name it; the owner changes to it. */
export const SYSTEM_ROLE = 'lectern_system';
/** Owns the search functions; exempt by policy, never logs in. */
export const SEARCH_ROLE = 'lectern_search';

const APP_SETTINGS: Readonly<Record<string, string>> = {
  plan_cache_mode: 'force_custom_plan',
  statement_timeout: '5s',
  lock_timeout: '2s',
  idle_in_transaction_session_timeout: '10s',
};
const CHANGED_MEANWHILE = new Set(['42710', '23505', 'XX000', '40001']);
const ATTEMPTS = 10;

interface Step {
  readonly sql: string;
  /** The same without the password. */
  readonly shown: string;
}

/** The roles are not as they must be, and the owner may not change that. The message holds the SQL for somebody who may. */
export class RolesNotReady extends Error {
  constructor(owner: string, steps: readonly Step[], cause: unknown) {
    super(
      `The role ${owner} of DATABASE_URL may not prepare the database roles (it needs CREATEROLE). Run this as a superuser, then start again:\n` +
        steps.map((step) => `  ${step.shown};`).join('\n'),
      { cause },
    );
    this.name = 'RolesNotReady';
  }
}

/** The role of DATABASE_APP_URL is one that row-level security does not hold for: it is neither prepared nor served with. */
export class AppRoleTooPowerful extends Error {
  constructor(role: string, reason: string) {
    super(
      `The role ${role} of DATABASE_APP_URL ${reason}: row-level security would not hold for it. Name a role of its own for the application.`,
    );
    this.name = 'AppRoleTooPowerful';
  }
}

/**
 * Makes the roles of the application or completes them; does nothing when all is well. Safe to run by several processes
 * at once. Throws `RolesNotReady` when the owner lacks the right, `AppRoleTooPowerful` for a role that must not serve.
 */
export const prepareRoles = async (ownerUrl: string, appUrl: string): Promise<void> =>
  connected(ownerUrl, async (client) => {
    const { username, password } = new URL(appUrl);
    const login = { name: decodeURIComponent(username), password: decodeURIComponent(password) };
    for (let attempt = 1; ; attempt += 1) {
      const { owner, steps } = await missingSteps(client, login);
      try {
        for (const step of steps) await client.query(step.sql);
        return;
      } catch (error) {
        const code = (error as { code?: string }).code ?? '';
        if (code === '42501') throw new RolesNotReady(owner, steps, error);
        if (attempt === ATTEMPTS || !CHANGED_MEANWHILE.has(code)) throw error;
      }
    }
  });

interface Login {
  readonly name: string;
  readonly password: string;
}

interface Facts {
  readonly owner: string;
  readonly version: number;
  /** What the login can do that it must not. */
  readonly superuser: boolean;
  readonly bypass: boolean;
  /** It exists, but as a group: it may have been made for another installation of this server. */
  readonly group: boolean;
  /** Settings of the roles that exist, by name. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

const missingSteps = async (client: Client, login: Login): Promise<{ owner: string; steps: Step[] }> => {
  const facts = await readFacts(client, login.name);
  if (facts.superuser) throw new AppRoleTooPowerful(login.name, 'is a superuser');
  if (facts.bypass) throw new AppRoleTooPowerful(login.name, 'has BYPASSRLS');
  if (facts.owner === login.name) throw new AppRoleTooPowerful(login.name, 'is that of DATABASE_URL, which owns the tables');
  const steps = [...missingRoles(facts, login), ...(await missingMemberships(client, facts, login.name))];
  for (const [setting, value] of Object.entries(APP_SETTINGS)) {
    if (facts.roles[login.name]?.includes(`${setting}=${value}`)) continue;
    steps.push(step(`ALTER ROLE ${escapeIdentifier(login.name)} SET ${setting} = '${value}'`));
  }
  return { owner: facts.owner, steps };
};

const step = (sql: string, shown = sql): Step => ({ sql, shown });

const readFacts = async (client: Client, login: string): Promise<Facts> => {
  const { rows } = await client.query<Facts>(
    `SELECT current_user AS owner, current_setting('server_version_num')::int AS version,
       EXISTS (SELECT FROM pg_roles WHERE rolname = $2 AND rolsuper) AS superuser,
       EXISTS (SELECT FROM pg_roles WHERE rolname = $2 AND rolbypassrls) AS bypass,
       EXISTS (SELECT FROM pg_roles WHERE rolname = $2 AND NOT rolcanlogin) AS group,
       coalesce((SELECT jsonb_object_agg(rolname, coalesce(rolconfig, '{}')) FROM pg_roles WHERE rolname = ANY ($1)), '{}') AS roles`,
    [[APP_ROLE, SYSTEM_ROLE, SEARCH_ROLE, login], login],
  );
  return rows[0] ?? { owner: '', version: 0, superuser: false, bypass: false, group: false, roles: {} };
};

const PASSWORD_SHOWN = "LOGIN PASSWORD '<the one in DATABASE_APP_URL>'";

const missingRoles = ({ roles, group }: Facts, login: Login): Step[] => {
  const signIn = `LOGIN PASSWORD ${escapeLiteral(login.password)}`;
  const alter = (kind: string) => `ALTER ROLE ${escapeIdentifier(login.name)} ${kind}`;
  const created = [...new Set([APP_ROLE, SYSTEM_ROLE, SEARCH_ROLE, login.name])]
    .filter((name) => roles[name] === undefined)
    .map((name) => {
      const create = (kind: string) => `CREATE ROLE ${escapeIdentifier(name)} ${kind}`;
      if (name !== login.name) return step(create('NOLOGIN'));
      return step(create(signIn), create(PASSWORD_SHOWN));
    });
  return group ? [...created, step(alter(signIn), alter(PASSWORD_SHOWN))] : created;
};

const missingMemberships = async (client: Client, { owner, version, roles }: Facts, login: string): Promise<Step[]> => {
  const graded = version >= 160_000;
  const steps: Step[] = [];
  const missing = async (member: string, group: string, right: 'USAGE' | 'SET') => {
    const known = roles[group] !== undefined && (member === owner || roles[member] !== undefined);
    return !known || !(await hasRole(client, member, group, graded ? right : 'MEMBER'));
  };
  if (login !== APP_ROLE && (await missing(login, APP_ROLE, 'USAGE'))) steps.push(step(`GRANT ${APP_ROLE} TO ${escapeIdentifier(login)}`));
  for (const group of [SYSTEM_ROLE, SEARCH_ROLE]) {
    // without INHERIT the group's policies hold only for whoever changes to the role; before version 16 that cannot be said
    const how = graded ? ' WITH INHERIT FALSE, SET TRUE' : '';
    if (await missing(owner, group, 'SET')) steps.push(step(`GRANT ${group} TO ${escapeIdentifier(owner)}${how}`));
  }
  return steps;
};

const hasRole = async (client: Client, name: string, group: string, how: string): Promise<boolean> => {
  const { rows } = await client.query<{ has: boolean }>('SELECT pg_has_role($1::name, $2::name, $3) AS has', [name, group, how]);
  return rows[0]?.has ?? false;
};
