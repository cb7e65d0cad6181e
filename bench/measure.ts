import { applyLoad } from './load.js';
import { cpuOf, cpuOfFamily } from './process-usage.js';
import type { Scenario } from './scenarios.js';
import type { ServerProcess } from './server-process.js';

export const CONNECTIONS = 16;
const WARM_UP_MS = 1000;

/** One round of one server, or what several come to. */
export interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
  readonly bytes: number;
  /** CPU of the server process per request, in ms. */
  readonly serverCpuMs: number;
  /** CPU of the database per request, in ms. */
  readonly databaseCpuMs: number;
}

export interface Compared {
  readonly scenario: Scenario;
  readonly lectern: Measured;
  readonly bare: Measured;
  /** Requests a second, Lectern ÷ bare, of each pair of rounds. */
  readonly shares: readonly number[];
}

export interface Contest {
  readonly lectern: ServerProcess;
  readonly bare: ServerProcess;
  readonly databasePid: number;
}

interface Round extends Measured {
  readonly latencies: readonly number[];
}

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Warms both servers up, unless there is but one round, then lets them take turns; who begins changes from round to round. */
export const compare = async (scenario: Scenario, contest: Contest): Promise<Compared> => {
  const requests = { lectern: scenario.requests('lectern'), bare: scenario.requests('bare') };
  const round = async (side: 'lectern' | 'bare', durationMs: number): Promise<Round> => {
    const server = contest[side];
    const before = { server: cpuOf(server.pid), database: cpuOfFamily(contest.databasePid) };
    const load = { port: server.port, connections: CONNECTIONS, durationMs, next: requests[side] };
    const { latencies, errors, seconds, bytes } = await applyLoad(load);
    const count = Math.max(1, latencies.length);
    return {
      latencies,
      errors,
      bytes,
      perSecond: latencies.length / seconds,
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      serverCpuMs: (cpuOf(server.pid) - before.server) / count,
      databaseCpuMs: (cpuOfFamily(contest.databasePid) - before.database) / count,
    };
  };
  if (scenario.rounds > 1) {
    await round('lectern', WARM_UP_MS);
    await round('bare', WARM_UP_MS);
  }
  const rounds: { lectern: Round[]; bare: Round[] } = { lectern: [], bare: [] };
  for (let n = 0; n < scenario.rounds; n += 1) {
    for (const side of n % 2 === 0 ? (['lectern', 'bare'] as const) : (['bare', 'lectern'] as const)) {
      rounds[side].push(await round(side, scenario.roundMs));
    }
  }
  const shares = rounds.lectern.map(({ perSecond }, n) => perSecond / (rounds.bare[n]?.perSecond ?? Number.NaN));
  return { scenario, lectern: together(rounds.lectern), bare: together(rounds.bare), shares };
};

const together = (rounds: readonly Round[]): Measured => {
  const latencies = rounds.flatMap((round) => round.latencies);
  const middle = (pick: (round: Round) => number): number => median(rounds.map(pick));
  return {
    perSecond: middle(({ perSecond }) => perSecond),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
    bytes: rounds.at(-1)?.bytes ?? 0,
    serverCpuMs: middle(({ serverCpuMs }) => serverCpuMs),
    databaseCpuMs: middle(({ databaseCpuMs }) => databaseCpuMs),
  };
};
