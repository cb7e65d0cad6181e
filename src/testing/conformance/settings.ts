import assert from 'node:assert/strict';
import { upcastSettings } from '../../platform/plugins/settings/read-settings.js';
import { markedFields } from '../../platform/plugins/settings/setting-marks.js';
import type { ConformanceOptions, ConformanceSubject } from './subject.js';

/** `{}` is enough, what is unknown is refused, secrets cannot be read back, and every older version is lifted. */
export const settingsHold = async ({ manifest, world }: ConformanceSubject, { oldSettings = {} }: ConformanceOptions): Promise<void> => {
  const path = `/tenant/plugins/${manifest.id}`;
  const { client } = world.alpha.admin;
  const untouched = await client.put(path, { settings: {} });
  const declared = manifest.settings.tenant;
  if (!declared) return assert.equal(untouched.status, 400, 'there are no settings to change');
  assert.equal(untouched.status, 200, untouched.text);
  const unknown = await client.put(path, { settings: { surely_not_a_setting: 1 } });
  assert.deepEqual(Object.keys((unknown.body as { errors: object }).errors), ['settings.surely_not_a_setting']);
  const { settings } = untouched.body as { settings: Record<string, unknown> };
  for (const field of markedFields(declared.schema, 'secret')) assert.deepEqual(settings[field], { set: false }, `${field} is write-only`);
  for (const [version, stored] of Object.entries({ 1: {}, ...oldSettings })) {
    const lifted = declared.schema.safeParse(upcastSettings(declared, stored, Number(version)));
    assert.ok(lifted.success, `settings of version ${version} no longer parse: ${lifted.error?.message}`);
  }
};
