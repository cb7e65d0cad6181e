import { connected, queryOn } from './connected.js';
import { type MigrationOwner, type MigrationState, readLedger, stateOf } from './ledger.js';
import { isolationProblems } from './verify-catalogue.js';
import { definerProblems } from './verify-definers.js';
import { appRoleProblems } from './verify-roles.js';

export interface DatabaseAddress {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly owners: readonly MigrationOwner[];
}

export interface Verification {
  /** The installation must not serve while there are any. */
  readonly problems: readonly string[];
  /** Worth knowing: a newer version has migrated already, as happens while a release is rolled out. */
  readonly warnings: readonly string[];
}

/** Which migrations are applied, pending, edited or unknown, schema by schema. Changes nothing. */
export const migrationStatus = async ({ ownerUrl, owners }: Pick<DatabaseAddress, 'ownerUrl' | 'owners'>): Promise<MigrationState[]> =>
  connected(ownerUrl, async (client) => {
    const states: MigrationState[] = [];
    for (const owner of owners) states.push(stateOf(owner, await readLedger(queryOn(client), owner.schema)));
    return states;
  });

/** Whether this version may serve from this database: migrations, isolation of every table, and what the application's role can do. */
export const verifyDatabase = async ({ ownerUrl, appUrl, owners }: DatabaseAddress): Promise<Verification> => {
  const states = await migrationStatus({ ownerUrl, owners });
  const schemas = owners.map((owner) => owner.schema);
  const isolation = await connected(ownerUrl, (client) => isolationProblems(queryOn(client), schemas));
  const definers = await connected(ownerUrl, (client) => definerProblems(client, schemas));
  const role = await connected(appUrl, appRoleProblems);
  return {
    problems: [...states.flatMap(stateProblems), ...isolation.map(({ problem }) => problem), ...definers, ...role],
    warnings: states.flatMap(({ schema, unknown }) => unknown.map((id) => `${schema}/${id} was applied by a version newer than this one`)),
  };
};

const stateProblems = ({ schema, pending, edited }: MigrationState): string[] => [
  ...pending.map(({ id }) => `${schema}/${id} is pending: run \`lectern migrate up\``),
  ...edited.map((id) => `${schema}/${id} was edited after it was applied`),
];
