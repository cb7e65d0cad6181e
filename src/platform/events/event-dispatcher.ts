import { Injectable } from '@nestjs/common';
import { BaseRpcContext, type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { DomainEvent, EventHandlerMark } from '../../sdk/events.js';
import { PluginRegistry } from '../plugins/plugin-registry.js';
import { ConsumerRegistry } from './consumer-registry.js';
import { consumerId, pluginConsumers } from './plugin-consumers.js';

/**
 * Collects the `@OnEvent` methods of core and plugins, each as a consumer of its own. Nest's stock strategies chain the
 * handlers of a pattern, so that one that fails takes the others along; here each has its transaction and its queue.
 */
@Injectable()
export class EventDispatcher extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;

  constructor(
    private readonly consumers: ConsumerRegistry,
    private readonly plugins: PluginRegistry,
  ) {
    super();
  }

  override addHandler(_pattern: unknown, handler: MessageHandler, isEvent = false, extras: Partial<EventHandlerMark> = {}): void {
    const { consumer, owner, event } = extras;
    if (!isEvent || !consumer || !owner || !event) throw new Error('Event handlers are marked with @OnEvent, nothing else');
    const pluginId = this.plugins.ownerOf(owner);
    const id = consumerId(pluginId, { consumer, owner, event });
    this.consumers.add({
      id,
      pluginId,
      event,
      whenOff: this.whenOff(pluginId, id, event.name),
      handle: (message) => run(handler, message),
    });
  }

  /** The relay starts and stops with the application, not with this. */
  listen(callback: () => void): void {
    callback();
  }

  close(): void {
    this.messageHandlers.clear();
  }

  on(): void {
    throw new Error('The dispatcher emits nothing');
  }

  unwrap<T>(): T {
    throw new Error('There is no broker behind the dispatcher');
  }

  private whenOff(pluginId: string | undefined, consumer: string, eventName: string): 'drop' | 'hold' {
    const manifest = pluginId === undefined ? undefined : this.plugins.manifests.get(pluginId);
    if (!manifest) return 'drop';
    const declared = pluginConsumers(manifest).find((each) => each.consumer === consumer && each.event === eventName);
    if (!declared) throw new Error(`The manifest of ${manifest.id} does not declare its consumer ${consumer}`);
    return declared.when_off;
  }
}

const run = async (handler: MessageHandler, message: DomainEvent): Promise<void> => {
  const answer: unknown = await handler(message, new BaseRpcContext([message]));
  if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
};
