import type { DomainEvent, EventDefinition } from '../../sdk/events.js';

/** A method that handles an event: of the core or of a plugin, each with its own transaction and its own queue. */
export interface Consumer {
  /** `<plugin id or core>:<Class>.<method>`; stored, so it must stay. */
  readonly id: string;
  readonly pluginId: string | undefined;
  readonly event: EventDefinition;
  /** What happens to events while the tenant has the plugin off. */
  readonly whenOff: 'drop' | 'hold';
  handle(event: DomainEvent): Promise<void>;
}

/** A consumer that cannot run here because its plugin did not start: its events are kept for it. */
export interface HeldConsumer {
  readonly id: string;
  readonly pluginId: string;
  readonly eventName: string;
}
