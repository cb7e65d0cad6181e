import { EVENT_HANDLER, type EventHandlerMark } from '../../sdk/events.js';
import type { EventConsumption, PluginManifest } from '../../sdk/plugin.js';

/** One consumer of a plugin, as `core.plugin_installation` keeps it for the time the plugin cannot start. */
export interface DeclaredConsumer {
  readonly consumer: string;
  readonly event: string;
  readonly when_off: 'drop' | 'hold';
}

export const consumerId = (pluginId: string | undefined, mark: EventHandlerMark): string => `${pluginId ?? 'core'}:${mark.consumer}`;

/** The marks `@OnEvent` left on a class, by method. */
const eventHandlersOf = (cls: abstract new (...parameters: never[]) => unknown): readonly EventHandlerMark[] => {
  const prototype = cls.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const method = Object.getOwnPropertyDescriptor(prototype, name)?.value as object | undefined;
    const mark = typeof method === 'function' ? (Reflect.getMetadata(EVENT_HANDLER, method) as EventHandlerMark | undefined) : undefined;
    return mark ? [mark] : [];
  });
};

const declared = (pluginId: string, { event, handler, whenOff }: EventConsumption): DeclaredConsumer[] =>
  eventHandlersOf(handler)
    .filter((mark) => mark.event.name === event.name)
    .map((mark) => ({ consumer: consumerId(pluginId, mark), event: event.name, when_off: whenOff }));

/** Every consumer a manifest declares. */
export const pluginConsumers = (manifest: PluginManifest): DeclaredConsumer[] =>
  manifest.events.consumes.flatMap((consumption) => declared(manifest.id, consumption));
