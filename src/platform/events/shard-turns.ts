import { OUTBOX_SHARDS } from './write-outbox.js';

/**
 * Whose turn it is among the shards of the outbox: the one that was served longest ago comes first. So a shard with a
 * long backlog, or one that cannot be sent, costs each of the others one turn.
 */
export class ShardTurns {
  /** From the one served longest ago to the one served last. Begins anywhere: relays that start together should not meet. */
  order: readonly number[];

  constructor(random: () => number = Math.random) {
    const first = Math.floor(random() * OUTBOX_SHARDS);
    this.order = Array.from({ length: OUTBOX_SHARDS }, (_, index) => (first + index) % OUTBOX_SHARDS);
  }

  /** These have their turn now. */
  had(shards: readonly number[]): void {
    this.order = [...this.order.filter((other) => !shards.includes(other)), ...shards];
  }
}
