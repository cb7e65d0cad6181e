import { PgBoss } from 'pg-boss';
import { connected } from '../database/migrations/connected.js';
import { QUEUE_OPTIONS, QUEUE_SCHEMA } from './queue-options.js';
import { QUEUE_NAMES } from './queues.js';

const GRANTS = `
  GRANT USAGE ON SCHEMA ${QUEUE_SCHEMA} TO lectern_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO lectern_app;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO lectern_app;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} TO lectern_app`;

/**
 * Makes or updates the schema of the job queues as the owner, and lets the application work with it. Safe to repeat.
 * Its rows carry the id of a job and of its tenant, nothing else, and stand outside row-level security.
 */
export const prepareQueue = async (ownerUrl: string): Promise<void> => {
  const boss = new PgBoss({ connectionString: ownerUrl, schema: QUEUE_SCHEMA, supervise: false, schedule: false, max: 1 });
  const failures: Error[] = [];
  boss.on('error', (error) => failures.push(error));
  try {
    await boss.start();
    for (const name of Object.values(QUEUE_NAMES)) {
      if (await boss.getQueue(name)) await boss.updateQueue(name, QUEUE_OPTIONS);
      else await boss.createQueue(name, QUEUE_OPTIONS);
    }
  } finally {
    await boss.stop({ graceful: false });
  }
  if (failures[0]) throw failures[0];
  await connected(ownerUrl, (client) => client.query(GRANTS));
};
