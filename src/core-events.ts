import type { EventDefinition } from './sdk/events.js';
import { chapterCompleted } from './sdk/contracts/progress.js';

/** What the core publishes, for plugins to consume. */
export const coreEvents: readonly EventDefinition[] = [
  //
  chapterCompleted,
];
