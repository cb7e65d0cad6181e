import { Injectable } from '@nestjs/common';
import type { Consumer } from './consumer.js';

/** Every consumer of this process. Filled between the loading of plugins and the start, fixed from then on. */
@Injectable()
export class ConsumerRegistry {
  private readonly byId = new Map<string, Consumer>();
  private readonly byEvent = new Map<string, Consumer[]>();

  add(consumer: Consumer): void {
    if (this.byId.has(consumer.id)) throw new Error(`The event consumer ${consumer.id} exists twice`);
    this.byId.set(consumer.id, consumer);
    const others = this.byEvent.get(consumer.event.name);
    if (others) others.push(consumer);
    else this.byEvent.set(consumer.event.name, [consumer]);
  }

  of(eventName: string): readonly Consumer[] {
    return this.byEvent.get(eventName) ?? [];
  }

  find(id: string): Consumer | undefined {
    return this.byId.get(id);
  }

  get ids(): string[] {
    return [...this.byId.keys()];
  }
}
