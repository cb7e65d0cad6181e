import { setTimeout as pause } from 'node:timers/promises';
import { type Client, client } from '../../../src/testing/client.js';
import type { ServerProcess } from './server-process.js';

/** A request that is sent again and again. */
export interface Blow {
  readonly name: string;
  send(as: Client): Promise<{ readonly status: number }>;
}

export interface HammerOptions {
  readonly apis: readonly ServerProcess[];
  readonly tokens: readonly string[];
  readonly blows: readonly Blow[];
  readonly hands: number;
  /** Between two requests of a hand. */
  readonly pauseMs?: number;
}

export interface Struck {
  readonly name: string;
  /** 0: there was no answer at all. */
  readonly status: number;
  readonly ms: number;
}

/** Sends every kind of request to every process in turn until it is told to stop, and keeps what came back. */
export class Hammer {
  private struck: Struck[] = [];
  private stopping = false;
  private readonly running: Promise<unknown>;
  private turn = 0;

  constructor(private readonly options: HammerOptions) {
    this.running = Promise.all(Array.from({ length: options.hands }, () => this.strike()));
  }

  /** What came back since the last time it was asked. */
  take(): readonly Struck[] {
    const taken = this.struck;
    this.struck = [];
    return taken;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private async strike(): Promise<void> {
    const { apis, tokens, blows, pauseMs = 5 } = this.options;
    while (!this.stopping) {
      const turn = this.turn++;
      const blow = blows[turn % blows.length];
      const api = apis[Math.floor(turn / blows.length) % apis.length];
      const token = tokens[turn % tokens.length] ?? '';
      if (!blow || !api) throw new Error('Nothing to strike');
      const startedAt = performance.now();
      // A client of its own each time, and so an address: limits of a minute are counted by it.
      const status = await blow.send(client(api, { token })).then(
        (answer) => answer.status,
        () => 0,
      );
      this.struck.push({ name: blow.name, status, ms: performance.now() - startedAt });
      await pause(pauseMs);
    }
  }
}

/** Milliseconds, of so many hundredths of the requests. */
export const percentile = (struck: readonly { readonly ms: number }[], hundredths: number): number => {
  const sorted = struck.map(({ ms }) => ms).sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * hundredths) / 100))] ?? 0) * 10) / 10;
};
