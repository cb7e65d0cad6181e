import type { Client } from 'pg';
import { APP_ROLE, SYSTEM_ROLE } from './prepare-roles.js';

interface RoleFacts {
  readonly login: string;
  readonly superuser: boolean;
  readonly bypass: boolean;
  readonly create_role: boolean;
  readonly app: boolean;
  readonly system: boolean;
  readonly owner: string | null;
}

/** What the role in use here could do that the application's role must not; run on a connection of that role. */
export const appRoleProblems = async (client: Client): Promise<string[]> => {
  const { rows } = await client.query<RoleFacts>(
    `SELECT current_user AS login, r.rolsuper AS superuser, r.rolbypassrls AS bypass, r.rolcreaterole AS create_role,
       EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AND pg_has_role(current_user, (SELECT oid FROM pg_roles WHERE rolname = $1), 'USAGE') AS app,
       coalesce(pg_has_role(current_user, (SELECT oid FROM pg_roles WHERE rolname = $2), 'MEMBER'), false) AS system,
       (SELECT min(o.rolname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles o ON o.oid = c.relowner
         WHERE n.nspname = 'core' AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owner
     FROM pg_roles r WHERE r.rolname = current_user`,
    [APP_ROLE, SYSTEM_ROLE],
  );
  const [role] = rows;
  if (!role) return ['the role of DATABASE_APP_URL cannot be read'];
  const says = (wrong: boolean, reason: string) => (wrong ? [`the role ${role.login} of DATABASE_APP_URL ${reason}`] : []);
  return [
    ...says(role.superuser, 'is a superuser: row-level security would not hold for it'),
    ...says(role.bypass, 'has BYPASSRLS: row-level security would not hold for it'),
    ...says(role.create_role, 'has CREATEROLE: it could give itself any other role'),
    ...says(role.owner !== null && !role.superuser, `owns the tables or belongs to their owner ${role.owner ?? ''}`),
    ...says(role.system && !role.superuser, `belongs to ${SYSTEM_ROLE}, which sees across tenants`),
    ...says(!role.app, `does not belong to ${APP_ROLE}`),
  ];
};
