import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { compose } from '../../src/compose.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { JobRegistry } from '../../src/platform/jobs/job-registry.js';
import { slowWork } from './slow-work.js';

/** A whole worker process, started by a test to be stopped or killed: says which job it has begun, and ends it when it is told to. */
const lectern = await compose({ config: loadConfig(process.env, { role: 'worker' }), plugins: [], logger: false });
const told: (() => void)[] = [];
createInterface({ input: process.stdin }).on('line', () => told.splice(0).forEach((end) => end()));
lectern.app.get(JobRegistry, { strict: false }).add(slowWork, {
  run: async (job) => {
    writeSync(1, `begun ${job.id}\n`);
    await new Promise<void>((resolve) => told.push(resolve));
    return { by: process.env.WORKER };
  },
});
await lectern.init();
writeSync(1, 'ready\n');
