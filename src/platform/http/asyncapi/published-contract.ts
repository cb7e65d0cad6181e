import type { EventDefinition } from '../../../sdk/events.js';
import type { ChannelNews } from '../../../sdk/live.js';

/** What the core tells the outside besides its answers. */
export abstract class PublishedContract {
  readonly events: readonly EventDefinition[];
  /** What is told to single people, or to everybody of an institution, over Socket.IO. */
  readonly news: readonly ChannelNews[];
}
