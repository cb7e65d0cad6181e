import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '../../../src/sdk/ids.js';
import type { ServerProcess } from './server-process.js';

export interface WriterOptions {
  /** Who serves; each request goes to the next of those that run. */
  readonly apis: readonly ServerProcess[];
  /** Whose work it is: a token for each institution; writers take turns. */
  readonly tokens: readonly string[];
  readonly writers: number;
  /** Of the first writers; the others make theirs up. */
  readonly keys?: readonly string[];
  /** How long a request keeps its transaction open, and a handler its event. */
  readonly ms?: number;
  readonly handlerMs?: number;
  readonly job?: boolean;
  /** Of work in a request, in one transaction. */
  readonly pieces?: number;
  /** Between two requests of a writer. */
  readonly pauseMs?: number;
}

export interface Acknowledged {
  readonly key: string;
  readonly n: number;
  readonly mark: string;
  readonly id: string;
}

export interface Outcome {
  /** 0: there was no answer at all. */
  readonly status: number;
  readonly ms: number;
  readonly text: string;
}

const GIVE_UP_MS = 20_000;
const BEFORE_REPEATING_MS = 50;

let addresses = 0;
/** Limits of a minute are counted by address. */
const nextAddress = (): string => {
  addresses += 1;
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
};

/**
 * Writers with a key each, whose requests follow one another: what got no answer, or another than a success, is asked for
 * again under the same `Idempotency-Key` until it is acknowledged. So a key's work is numbered without gaps.
 */
export class Load {
  readonly acknowledged: Acknowledged[] = [];
  readonly outcomes: Outcome[] = [];
  private readonly inFlight = new Map<ServerProcess, number>();
  private stopping = false;
  private givenUp = false;
  private readonly running: Promise<void>;
  private turn = 0;

  /** Of one test: when that ends, however it ends, nothing is written any more. */
  constructor(
    test: Pick<TestContext, 'after'>,
    private readonly options: WriterOptions,
  ) {
    test.after(() => {
      this.stopping = this.givenUp = true;
      return this.running;
    });
    this.running = Promise.all(Array.from({ length: options.writers }, (_, index) => this.write(index))).then(() => undefined);
  }

  /** Requests that were sent to a process and not answered. */
  sentTo(process: ServerProcess): number {
    return this.inFlight.get(process) ?? 0;
  }

  /** Answers other than a success, and requests without one. */
  get failures(): Outcome[] {
    return this.outcomes.filter(({ status }) => status < 200 || status > 299);
  }

  /** Without those of a machine so busy that its database was silent for longer than a request waits for one. */
  get unexplained(): Outcome[] {
    return this.failures.filter(({ status, text }) => status !== 503 || !text.includes('"dependency":"database"'));
  }

  /** Ends when every writer's last request is acknowledged. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private async write(writer: number): Promise<void> {
    const key = this.options.keys?.[writer] ?? newId();
    const token = this.options.tokens[writer % this.options.tokens.length] ?? '';
    for (let n = 1; !this.stopping; n += this.options.pieces ?? 1) {
      await this.acknowledge(token, key, n);
      await pause(this.options.pauseMs ?? 0);
    }
  }

  private async acknowledge(token: string, key: string, n: number): Promise<void> {
    const mark = `${key}:${n}`;
    const { ms = 0, handlerMs = 0, job = false, pieces = 1 } = this.options;
    const body = JSON.stringify({ mark, key, n, ms, handler_ms: handlerMs, job, pieces });
    while (!this.givenUp) {
      const outcome = await this.send(token, mark, body);
      this.outcomes.push(outcome);
      if (outcome.status === 201) {
        const { id } = JSON.parse(outcome.text) as { id: string };
        this.acknowledged.push({ key, n, mark, id });
        return;
      }
      await pause(BEFORE_REPEATING_MS);
    }
  }

  private async send(token: string, mark: string, body: string): Promise<Outcome> {
    const api = this.nextApi();
    const startedAt = performance.now();
    const took = (): number => performance.now() - startedAt;
    if (!api) return { status: 0, ms: 0, text: 'nobody serves' };
    this.inFlight.set(api, this.sentTo(api) + 1);
    try {
      const headers = {
        ...{ 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': mark },
        'x-forwarded-for': nextAddress(),
      };
      const signal = AbortSignal.timeout(GIVE_UP_MS);
      const response = await fetch(`${api.url}/api/v1/busy/work`, { method: 'POST', headers, body, signal });
      return { status: response.status, text: await response.text(), ms: took() };
    } catch (error) {
      return { status: 0, text: String(error), ms: took() };
    } finally {
      this.inFlight.set(api, this.sentTo(api) - 1);
    }
  }

  private nextApi(): ServerProcess | undefined {
    const running = this.options.apis.filter((api) => api.isRunning);
    this.turn += 1;
    return running[this.turn % running.length];
  }
}
