import { writeSync } from 'node:fs';
import { compose } from '../../src/compose.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { ScriptedTutor } from './scripted-tutor.js';

/** A server whose tutor holds what it is told to, started by a test to be killed: says where it listens. */
const lectern = await compose({ config: loadConfig(process.env, { role: 'api' }), plugins: [], logger: false });
const url = await lectern.listen();
ScriptedTutor.in({ get: (token) => lectern.app.get(token, { strict: false }) });
writeSync(1, `${url}\n`);
