import type { Client } from 'pg';
import { APP_ROLE, SEARCH_ROLE } from './prepare-roles.js';

/** Functions that see the rows of all tenants. Each takes the tenant from the setting, and is reviewed as part of the isolation. */
const EXEMPT_FUNCTIONS: ReadonlySet<string> = new Set(['core.search_catalogue', 'core.search_terms']);

interface DefinerFacts {
  readonly name: string;
  readonly owner: string;
  /** Names without a schema mean what the function's author meant, whoever calls. */
  readonly path: boolean;
  readonly open: boolean;
}

const DEFINERS = `
  SELECT n.nspname || '.' || p.proname AS name, pg_get_userbyid(p.proowner) AS owner,
    EXISTS (SELECT FROM unnest(p.proconfig) setting WHERE setting LIKE 'search_path=%') AS path,
    has_function_privilege('public', p.oid, 'EXECUTE') AS open
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE p.prosecdef AND n.nspname = ANY ($1) ORDER BY 1`;

interface RoleFacts {
  readonly rolcanlogin: boolean;
  readonly rolsuper: boolean;
  readonly rolbypassrls: boolean;
  /** Tables that it may change in any way. */
  readonly writes: readonly string[];
  readonly creates: readonly string[];
  readonly app: boolean;
}

const SEARCHER = `
  SELECT r.rolcanlogin, r.rolsuper, r.rolbypassrls,
    ARRAY(SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ANY ($2) AND c.relkind IN ('r', 'p') AND has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') ORDER BY 1) AS writes,
    ARRAY(SELECT n.nspname::text FROM pg_namespace n WHERE n.nspname = ANY ($2) AND has_schema_privilege(r.oid, n.oid, 'CREATE') ORDER BY 1) AS creates,
    EXISTS (SELECT FROM pg_roles a WHERE a.rolname = $3 AND pg_has_role(a.oid, r.oid, 'MEMBER')) AS app
  FROM pg_roles r WHERE r.rolname = $1`;

/** What is wrong with functions that run with more rights than their caller, and with the role that policies let see all. */
export const definerProblems = async (client: Client, schemas: readonly string[]): Promise<string[]> => {
  const { rows: definers } = await client.query<DefinerFacts>(DEFINERS, [schemas]);
  const { rows: roles } = await client.query<RoleFacts>(SEARCHER, [SEARCH_ROLE, schemas, APP_ROLE]);
  return [...definers.flatMap(functionProblems), ...roles.flatMap(roleProblems)];
};

const functionProblems = ({ name, owner, path, open }: DefinerFacts): string[] => {
  const exempt = owner === SEARCH_ROLE;
  return [
    ...(path ? [] : [`function ${name} runs with its owner's rights on its caller's search_path`]),
    ...(open ? [`function ${name} runs with its owner's rights for everybody`] : []),
    ...(exempt && !EXEMPT_FUNCTIONS.has(name) ? [`function ${name} belongs to ${SEARCH_ROLE}, which sees all tenants`] : []),
    ...(!exempt && EXEMPT_FUNCTIONS.has(name) ? [`function ${name} belongs to ${owner} instead of ${SEARCH_ROLE}`] : []),
  ];
};

const roleProblems = (role: RoleFacts): string[] => [
  ...(role.rolcanlogin ? [`the role ${SEARCH_ROLE} can log in`] : []),
  ...(role.rolsuper || role.rolbypassrls ? [`the role ${SEARCH_ROLE} is above row-level security`] : []),
  ...(role.app ? [`the role ${APP_ROLE} belongs to ${SEARCH_ROLE}, which sees all tenants`] : []),
  ...role.writes.map((table) => `the role ${SEARCH_ROLE} may change ${table}`),
  ...role.creates.map((schema) => `the role ${SEARCH_ROLE} may create in ${schema}`),
];
