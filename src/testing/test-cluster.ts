import { type EmbeddedPostgres, startEmbeddedPostgres } from '../platform/database/embedded/start-embedded-postgres.js';

/** Where the databases of tests are made: addresses of its first database, by role. */
export interface TestCluster {
  readonly superuserUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
}

const given = (): TestCluster | undefined => {
  const { LECTERN_TEST_SUPERUSER_URL, LECTERN_TEST_OWNER_URL, LECTERN_TEST_APP_URL } = process.env;
  if (!LECTERN_TEST_SUPERUSER_URL || !LECTERN_TEST_OWNER_URL || !LECTERN_TEST_APP_URL) return undefined;
  return { superuserUrl: LECTERN_TEST_SUPERUSER_URL, ownerUrl: LECTERN_TEST_OWNER_URL, appUrl: LECTERN_TEST_APP_URL };
};

let own: Promise<EmbeddedPostgres> | undefined;
let borrowers = 0;

/** The cluster that `npm test` started for all files; without one, an embedded server for this process alone. */
export const borrowCluster = async (): Promise<TestCluster> => {
  const shared = given();
  if (shared) return shared;
  borrowers += 1;
  own ??= startEmbeddedPostgres({ fast: true, database: 'lectern' });
  return own;
};

/** Once for each `borrowCluster`: the last one stops a server of our own. */
export const returnCluster = async (): Promise<void> => {
  if (given() || !own) return;
  borrowers -= 1;
  if (borrowers > 0) return;
  const server = await own;
  own = undefined;
  await server.stop();
};
