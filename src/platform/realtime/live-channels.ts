import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { z } from 'zod';
import { idSchema } from '../../sdk/ids.js';
import type { ChannelHandler, LiveChannel } from '../../sdk/live.js';
import { BootCheckError } from '../plugins/boot/boot-check-error.js';
import { PluginRegistry } from '../plugins/plugin-registry.js';

/** What clients may send without any channel. */
export const AUTHENTICATE = 'authenticate';

/** A channel with whom it belongs to. */
export interface RegisteredChannel {
  readonly channel: LiveChannel;
  readonly pluginId: string | undefined;
  /** Throws for a plugin that does not run: ask the gate before. */
  handler(): ChannelHandler;
}

/** What an event of clients does. */
export interface LiveEvent {
  readonly name: string;
  readonly kind: 'join' | 'leave' | 'message';
  readonly registered: RegisteredChannel;
  readonly schema: z.ZodObject;
}

const roomOnly = z.strictObject({ session_id: idSchema });

/** Kinds of rooms: domains add theirs when they start, plugins name theirs in their manifests. */
@Injectable()
export class LiveChannels implements OnApplicationBootstrap {
  private readonly own: RegisteredChannel[] = [];
  private events: ReadonlyMap<string, LiveEvent> | undefined;

  constructor(private readonly plugins: PluginRegistry) {}

  /** Adds a channel of the core. Call it from the constructor of a module, so that it is documented without a start. */
  add(channel: LiveChannel, handler: ChannelHandler): void {
    if (this.events) throw new Error(`The channel ${channel.room} comes too late`);
    this.own.push({ channel, pluginId: undefined, handler: () => handler });
  }

  /** Throws when two channels take the same event: a plugin's, and one of the core's. */
  onApplicationBootstrap(): void {
    this.events ??= this.read();
  }

  /** Every channel, those of plugins that do not run included. */
  all(): readonly RegisteredChannel[] {
    const theirs = [...this.plugins.manifests.values()].flatMap(({ id, channels }) =>
      channels.map(({ channel, handler }) => ({ channel, pluginId: id, handler: () => this.plugins.instanceOf(handler) })),
    );
    return [...this.own, ...theirs];
  }

  /** What an event of a client does; undefined when nobody knows it. */
  find(event: string): LiveEvent | undefined {
    return (this.events ??= this.read()).get(event);
  }

  private read(): ReadonlyMap<string, LiveEvent> {
    const events = new Map<string, LiveEvent>();
    for (const registered of this.all()) {
      const { join, leave, messages } = registered.channel;
      const add = (name: string, event: Omit<LiveEvent, 'name'>): void => {
        if (events.has(name) || name === AUTHENTICATE)
          throw new BootCheckError([`${registered.pluginId ?? 'core'}: live event ${name} is taken by another channel`]);
        events.set(name, { name, ...event });
      };
      add(join, { kind: 'join', registered, schema: roomOnly });
      add(leave, { kind: 'leave', registered, schema: roomOnly });
      for (const { event, data } of messages)
        add(event, { kind: 'message', registered, schema: z.strictObject({ ...data.shape, session_id: idSchema }) });
    }
    return events;
  }
}
