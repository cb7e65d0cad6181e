import { migration } from '../src/sdk/migration.js';

/** Whoever wrote into other people's logs is found there, to be taken out of them. */
export default migration('0019-progress-actors', 'CREATE INDEX progress_event_of_actor ON core.progress_event (tenant_id, actor_id);');
