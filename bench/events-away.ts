import { setTimeout as pause } from 'node:timers/promises';
import type { TestKafka } from '../test/support/kafka.js';
import type { House } from './events-house.js';
import { applyLoad } from './load.js';
import { median, quantile } from './measure.js';

const ROUNDS = 3;
const ROUND_MS = 6000;
const CONNECTIONS = 4;
/** It is known to be away, and nobody finds out any more. */
const KNOWN_AFTER_MS = 3000;
const GIVE_UP_MS = 60_000;

interface Round {
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
}

export interface Away {
  readonly lines: readonly string[];
}

const drained = async (house: House): Promise<void> => {
  for (const startedAt = performance.now(); performance.now() - startedAt < GIVE_UP_MS; await pause(100)) {
    const { rows } = await house.sql.query('SELECT 1 FROM core.outbox LIMIT 1');
    if (rows.length === 0) return;
  }
  throw new Error('The outbox did not empty');
};

/** Writes and reads over four connections, while the broker is there and while it is not; who begins changes. */
export const apiWithoutKafka = async (
  house: House,
  kafka: TestKafka,
  env: NodeJS.ProcessEnv,
  step: (text: string) => void,
): Promise<Away> => {
  const api = await house.start('api', env);
  const token = await house.signIn(api);
  await house.start('worker', env);
  let n = 0;
  const next = () => {
    n += 1;
    return n % 2 === 0
      ? ({ method: 'GET', path: '/api/v1/courses', token } as const)
      : ({ method: 'POST', path: '/api/v1/busy/work', token, body: { mark: `away-${n}`, key: `away-${n % 50}`, n: 1 } } as const);
  };
  const measured = async (): Promise<Round> => {
    const { latencies, errors } = await applyLoad({
      port: Number(new URL(api.url).port),
      connections: CONNECTIONS,
      durationMs: ROUND_MS,
      next,
    });
    return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), errors };
  };
  await measured();
  const there: Round[] = [];
  const away: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await drained(house);
    there.push(await measured());
    await drained(house);
    await kafka.kill();
    await pause(KNOWN_AFTER_MS);
    away.push(await measured());
    await kafka.restart();
    step(`round ${round + 1}`);
  }
  await house.stopProcesses();
  return { lines: compared(there, away) };
};

const compared = (there: readonly Round[], away: readonly Round[]): string[] => {
  const ratios = (pick: (round: Round) => number): number[] => away.map((round, index) => pick(round) / pick(there[index] ?? round));
  const [p50, p99] = [ratios((round) => round.p50), ratios((round) => round.p99)];
  const shown = (rounds: readonly Round[]): string =>
    rounds.map((round) => `p50 ${round.p50.toFixed(1)} p99 ${round.p99.toFixed(1)} ms`).join('; ');
  const list = (values: readonly number[]): string => values.map((value) => value.toFixed(2)).join(', ');
  const errors = [...there, ...away].reduce((sum, round) => sum + round.errors, 0);
  return [
    `  there: ${shown(there)}`,
    `  away:  ${shown(away)}; ${errors} errors in all`,
    `  p50 away ÷ there ${median(p50).toFixed(2)} (${list(p50)}; goal: at most 1.25: ${median(p50) <= 1.25 ? 'reached' : 'MISSED'})`,
    `  p99 away ÷ there ${median(p99).toFixed(2)} (${list(p99)}; goal: at most 2: ${median(p99) <= 2 ? 'reached' : 'MISSED'})`,
  ];
};
