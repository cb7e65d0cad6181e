import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { newId } from '../../../sdk/ids.js';
import { logger } from '../../telemetry/logger.js';
import { type Counter, Metrics } from '../../telemetry/metrics.js';
import { NotifyCarrier } from './notify-carrier.js';
import { RedisCarrier } from './redis-carrier.js';

/** Of one message, as JSON. */
const MOST_MESSAGE_BYTES = 96 * 1024;
/** Messages that wait to be carried. Beyond, they are dropped: what waited so long is no news. */
const MOST_WAITING = 10_000;
/** Messages that travel together. */
const MOST_TOGETHER = 100;
const MOST_TOGETHER_BYTES = 128 * 1024;

const LAST_WORDS_MS = 1000;
const LOOK_MS = 5;

/** `[process, number, topic, message]`. */
type Envelope = readonly [string, number, string, unknown];

const envelopesSchema = z.array(z.tuple([z.string(), z.number(), z.string(), z.unknown()]));

type Handler = (message: never) => void;

/**
 * Tells the other processes of the installation, in the order it was said here: through Redis where there is one, else, and
 * while Redis is away, through PostgreSQL's NOTIFY. Fleeting: what is said while a process cannot hear is lost to it, so what must not
 * be missed is a row somewhere. This process is not told: whoever says something tells it here by itself.
 */
@Injectable()
export class ProcessBus implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly process = newId();
  private readonly handlers = new Map<string, Handler[]>();
  /** A message may come both ways when it is not known whether the first one worked. */
  private readonly heard = new LRUCache<string, true>({ max: 20_000 });
  private readonly waiting: { readonly text: string; readonly bytes: number }[] = [];
  private readonly carried: Counter<'way'>;
  /** What is carried is nobody's request any more. */
  private readonly outside = AsyncLocalStorage.snapshot();
  private count = 0;
  private carrying = false;

  constructor(
    private readonly notify: NotifyCarrier,
    private readonly redis: RedisCarrier,
    metrics: Metrics,
  ) {
    this.carried = metrics.counter('lectern_bus_messages_total', 'Messages to other processes, by the way they went', ['way']);
  }

  onModuleInit(): void {
    this.notify.listen((text) => this.receive(text));
  }

  onApplicationBootstrap(): void {
    this.redis.listen((text) => this.receive(text));
  }

  /** What was said last is still carried. */
  async beforeApplicationShutdown(): Promise<void> {
    const end = performance.now() + LAST_WORDS_MS;
    while (this.carrying && performance.now() < end) await wait(LOOK_MS);
  }

  /** Calls back for every message of a topic that another process says. `T` is what this version of the software says. */
  on<T>(topic: string, handler: (message: T) => void): void {
    const known = this.handlers.get(topic);
    if (known) known.push(handler);
    else this.handlers.set(topic, [handler]);
  }

  /** Returns at once. Throws when the message is too large. */
  say(topic: string, message: unknown): void {
    const envelope: Envelope = [this.process, (this.count += 1), topic, message];
    const text = JSON.stringify(envelope);
    const bytes = Buffer.byteLength(text);
    if (bytes > MOST_MESSAGE_BYTES) throw new Error(`A message of ${bytes} bytes is too large for ${topic}`);
    if (this.waiting.length >= MOST_WAITING) return this.carried.inc({ way: 'dropped' });
    this.waiting.push({ text, bytes });
    if (!this.carrying) void this.outside(() => this.carry());
  }

  private async carry(): Promise<void> {
    this.carrying = true;
    // what is said in the same turn of the loop travels together
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.nextBatch();
      const text = `[${batch.join(',')}]`;
      const way = (await this.redis.send(text)) ? 'redis' : (await this.notify.send(text)) ? 'notify' : 'dropped';
      this.carried.inc({ way }, batch.length);
    }
    this.carrying = false;
  }

  private nextBatch(): string[] {
    let bytes = 0;
    const length = this.waiting.findIndex((each, at) => at >= MOST_TOGETHER || (bytes += each.bytes) > MOST_TOGETHER_BYTES);
    return this.waiting.splice(0, length < 0 ? this.waiting.length : Math.max(1, length)).map(({ text }) => text);
  }

  private receive(text: string): void {
    let envelopes: readonly Envelope[];
    try {
      envelopes = envelopesSchema.parse(JSON.parse(text));
    } catch (error) {
      return logger.warn({ err: error }, 'a message of another process cannot be read');
    }
    for (const [process, number, topic, message] of envelopes) {
      const id = `${process}:${number}`;
      if (process === this.process || this.heard.has(id)) continue;
      this.heard.set(id, true);
      for (const handler of this.handlers.get(topic) ?? []) {
        try {
          handler(message as never);
        } catch (error) {
          logger.error({ err: error, topic }, 'a message of another process could not be taken in');
        }
      }
    }
  }
}
