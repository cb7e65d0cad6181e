import { writeSync } from 'node:fs';
import { compose } from '../../src/compose.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { addConsumer } from './fixture.js';

/** A whole worker, started by a test to be killed: says on its output when it is in a handler, which has written and not committed. */
const lectern = await compose({ config: loadConfig(process.env, { role: 'worker' }), logger: false });
addConsumer({ get: (token) => lectern.app.get(token, { strict: false }) }, 'Killed.inside', async () => {
  writeSync(1, 'inside\n');
  await lectern.app.get(UnitOfWork, { strict: false }).em.query('SELECT pg_sleep(0.1)');
});
await lectern.init();
