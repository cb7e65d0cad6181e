import { writeSync } from 'node:fs';
import { compose } from '../../src/compose.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { UnitOfWork } from '../../src/sdk/unit-of-work.js';
import { runForTenant } from '../../src/platform/context/request-context.js';
import { echoPlugin, wordSaid } from './echo-plugin.js';

/**
 * A whole process, started by a test to be killed: publishes without end, several keys at once, and says on its output
 * which events were committed: `<key> <n>`.
 */
const KEYS = ['a', 'b', 'c', 'd'];

const lectern = await compose({ config: loadConfig(process.env), plugins: [echoPlugin], logger: false });
await lectern.init();
const uow = lectern.app.get(UnitOfWork, { strict: false });
const tenantId = process.env.PROBE_TENANT ?? '';

const publishForever = async (key: string): Promise<void> => {
  for (let n = 1; ; n += 1) {
    const word = `${process.pid}:${key}:${n}`;
    await runForTenant(tenantId, () => uow.run(() => Promise.resolve(uow.publish(wordSaid, { key, data: { word } }))));
    writeSync(1, `${word}\n`);
  }
};

await Promise.all(KEYS.map(publishForever));
