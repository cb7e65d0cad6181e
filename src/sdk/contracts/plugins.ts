import { z } from 'zod';
import { defineEvent } from '../events.js';

/** An institution switched a plugin on or off, or changed its settings (which are not in the event). */
export const pluginChanged = defineEvent({
  name: 'plugins.plugin-changed.v1',
  topic: 'system-events',
  schema: z.object({ plugin: z.string(), enabled: z.boolean(), revision: z.int().min(1) }),
});
