import { writeSync } from 'node:fs';
import { compose } from '../../src/compose.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { startTestRunner } from '../../src/testing/test-runner.js';
import { usualDriver } from './support.js';

/** A whole server with its runner, started by a test to be killed: says where it listens. */
const runner = await startTestRunner({ driver: usualDriver });
const lectern = await compose({ config: loadConfig(process.env, { role: 'api' }), plugins: [], logger: false, runner });
writeSync(1, `${await lectern.listen()}\n`);
