import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { TestKafka } from '../test/support/kafka.js';
import { apiWithoutKafka } from './events-away.js';
import { bareInProcess, bareToKafka } from './events-bare.js';
import { House } from './events-house.js';
import { type Latency, outboxToHandler } from './events-latency.js';
import { type Drained, drain } from './events-relay.js';
import { median } from './measure.js';
import { cpuOf } from './process-usage.js';

/** `npm run bench:events`: from the outbox to the handlers, in process and through a real broker; and what the API notices of a broker that is away. */

const EVENTS = 20_000;
const BARE_EVENTS = 10_000;
const ROUNDS = 3;
const IDLE_MS = 20_000;
const REST_MS = 5000;

const step = (text: string): void => console.error(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${text}`);
const each = (value: number): string => `${Math.round(value)}/s`;
const ms = ({ p50, p99 }: Latency): string => `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
const verdict = (good: boolean): string => (good ? 'reached' : 'MISSED');

interface Path {
  readonly latency: Latency;
  readonly rounds: readonly Drained[];
  readonly bare: readonly number[];
  /** Of one core, in hundredths. */
  readonly idle: number;
}

const measurePath = async (house: House, name: string, env: NodeJS.ProcessEnv, bareRate: () => Promise<number>): Promise<Path> => {
  const api = await house.start('api', env);
  const token = await house.signIn(api);
  const worker = await house.start('worker', env);
  await pause(REST_MS);
  const latency = await outboxToHandler(house, api, token, name);
  step(`${name}: ${ms(latency)}`);
  await pause(REST_MS);
  const before = cpuOf(worker.pid);
  await pause(IDLE_MS);
  const idle = ((cpuOf(worker.pid) - before) / IDLE_MS) * 100;
  step(`${name}: an idle worker uses ${idle.toFixed(2)} %`);
  const rounds: Drained[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push(await drain(house, EVENTS));
    worker.freeze();
    bare.push(await bareRate());
    worker.thaw();
    step(
      `${name}: ${each(rounds[round]?.relayed ?? 0)} relayed, ${each(rounds[round]?.handled ?? 0)} handled, bare ${each(bare[round] ?? 0)}`,
    );
  }
  await house.stopProcesses();
  return { latency, rounds, bare, idle };
};

const report = (name: string, { latency, rounds, bare, idle }: Path, goalMs: number, rate: 'relayed' | 'handled'): string[] => {
  const relayed = median(rounds.map((round) => round.relayed));
  const handled = median(rounds.map((round) => round.handled));
  const shares = rounds.map((round, index) => round[rate] / (bare[index] ?? Number.NaN));
  return [
    `${name}`,
    `  outbox to handler: ${ms(latency)} (goal: p50 at most ${goalMs} ms: ${verdict(latency.p50 <= goalMs)})`,
    `  relay: ${each(relayed)} out of the outbox (goal: 3000/s: ${verdict(relayed >= 3000)}), ${each(handled)} with both handlers done`,
    `  bare, in turns: ${each(median(bare))}; Lectern ÷ bare ${median(shares).toFixed(2)} (${shares.map((share) => share.toFixed(2)).join(', ')})`,
    `  an idle worker: ${idle.toFixed(2)} % of a core (goal: below 1 %: ${verdict(idle < 1)})`,
  ];
};

const kafka = await TestKafka.start();
const house = await House.open();
try {
  step('database, broker');
  const corner = kafka.corner();
  house.command(['kafka', 'setup'], corner.environment);
  const inProcess = await measurePath(house, 'in process', {}, () => bareInProcess(house, BARE_EVENTS));
  const topic = `${corner.prefix}student-events`;
  const bareTopic = kafka.corner();
  house.command(['kafka', 'setup'], bareTopic.environment);
  const throughKafka = await measurePath(house, 'through Kafka', corner.environment, () =>
    bareToKafka(house, kafka.brokers, topic.replace(corner.prefix, bareTopic.prefix), BARE_EVENTS),
  );
  const away = await apiWithoutKafka(house, kafka, corner.environment, step);
  console.log(
    [
      ...report('In process', inProcess, 50, 'handled'),
      ...report('Through Kafka', throughKafka, 150, 'relayed'),
      'API while Kafka is away, in turns with its being there',
      ...away.lines,
    ].join('\n'),
  );
} finally {
  await house.close();
  await kafka.stop();
}
process.exit(0);
