import { writeSync } from 'node:fs';
import { compose } from '../../src/compose.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { JobRegistry } from '../../src/platform/jobs/job-registry.js';
import { longWork } from './long-work.js';

/** A whole worker process, started by a test to be killed: says which job it has begun, and never ends it. */
const lectern = await compose({ config: loadConfig(process.env, { role: 'worker' }), plugins: [], logger: false });
lectern.app.get(JobRegistry, { strict: false }).add(longWork, {
  run: (job) => {
    writeSync(1, `${job.id}\n`);
    return new Promise(() => undefined);
  },
});
await lectern.init();
