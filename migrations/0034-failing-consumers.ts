import { migration } from '../src/sdk/migration.js';

/** Which consumers keep failing, without reading the queues behind what fails: health asks every few seconds. */
export default migration(
  '0034-failing-consumers',
  `CREATE INDEX parked_event_kept_failing ON core.parked_event (consumer) WHERE reason = 'failing' AND attempts >= 3;`,
);
