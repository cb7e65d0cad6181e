import { setTimeout as pause } from 'node:timers/promises';
import { Api, type CodeSchool } from './code-school.js';
import { applyLoad, type LoadRequest } from './load.js';
import { median, quantile } from './measure.js';

const ROUNDS = 3;
const ROUND_MS = 4000;
const WARM_UP_MS = 1000;
const CONNECTIONS = 4;
const FILL_MS = 500;
/** Takes about a third of a second of a core. */
const BUSY = 'total = 0\nfor number in range(3_000_000):\n    total += number * number % 7\nprint(total)\n';

interface Round {
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
}

export interface Disturbed {
  readonly name: string;
  readonly idle: readonly Round[];
  readonly saturated: readonly Round[];
  /** Programs of learners that ended while it was measured. */
  readonly runs: number;
}

/** Learners who run programs that take a while, each the next as soon as one ends: more of them than the runner runs at once. */
class Rush {
  private readonly api: Api;
  private readonly learners: readonly Promise<void>[];
  private over = false;
  runs = 0;

  constructor(port: number, { coders }: CodeSchool) {
    this.api = new Api(port);
    this.learners = coders.map((token) => this.keepRunning(token));
  }

  async end(): Promise<void> {
    this.over = true;
    await Promise.all(this.learners);
  }

  private async keepRunning(token: string): Promise<void> {
    while (!this.over) {
      const { status } = await this.api.send<{ status: string }>('POST', '/code/execute', token, { code: BUSY, language: 'python' });
      if (status !== 'ok') throw new Error(`A program that only takes its time: ${status}`);
      this.runs += 1;
    }
  }
}

const measureRound = async (port: number, next: () => LoadRequest, durationMs: number): Promise<Round> => {
  const { latencies, errors } = await applyLoad({ port, connections: CONNECTIONS, durationMs, next });
  return { p50: median(latencies), p99: quantile(latencies, 0.99), errors };
};

/** Three rounds with an idle and three with a busy runner, in turns. */
export const disturbance = async (port: number, school: CodeSchool, name: string, path: string): Promise<Disturbed> => {
  const next = (): LoadRequest => ({ method: 'GET', path: `/api/v1${path}`, token: school.reader.token });
  await measureRound(port, next, WARM_UP_MS);
  const idle: Round[] = [];
  const saturated: Round[] = [];
  let runs = 0;
  for (let n = 0; n < ROUNDS; n += 1) {
    idle.push(await measureRound(port, next, ROUND_MS));
    const rush = new Rush(port, school);
    await pause(FILL_MS);
    saturated.push(await measureRound(port, next, ROUND_MS));
    await rush.end();
    runs += rush.runs;
  }
  return { name, idle, saturated, runs };
};
