import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { TestRedis } from '../test/support/redis.js';
import type { ServerProcess as Lectern } from '../test/faults/harness/server-process.js';
import { House } from './events-house.js';
import { Crowd, type Place } from './live-crowd.js';
import { median, quantile } from './measure.js';
import { cpuOf, residentMb } from './process-usage.js';
import { startServer } from './server-process.js';

/** `npm run bench:live`: 1,000 sockets in one room, beside a bare Socket.IO server with as many. */

const SOCKETS = 1000;
/** The largest room has so many places, and a person as many connections as fill it. */
const PEOPLE = 50;
const ROUNDS = 3;
const MESSAGES = 20;
const EVERY_MS = 250;
const GOAL_MS = 250;

const step = (text: string): void => console.error(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${text}`);

interface Round {
  readonly p50: number;
  readonly p99: number;
  readonly lost: number;
  readonly cpuMs: number;
}

const round = async (crowd: Crowd, pids: readonly number[]): Promise<Round> => {
  const used = (): number => pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
  const before = used();
  const all: number[] = [];
  for (let message = 0; message < MESSAGES; message += 1) {
    const [times] = await Promise.all([crowd.fanOut(), pause(EVERY_MS)]);
    all.push(...times);
  }
  const lost = all.filter((ms) => !Number.isFinite(ms)).length;
  return { p50: quantile(all, 0.5), p99: quantile(all, 0.99), lost, cpuMs: (used() - before) / MESSAGES };
};

const openRoom = async (api: Lectern, token: string): Promise<string> => {
  const response = await fetch(`${api.url}/api/v1/colearning/rooms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ name: 'Everybody', capacity: PEOPLE }),
  });
  if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
};

/** The crowds take turns, so that a busy moment of the machine hits both; answers their rounds and lines about them. */
const compared = async (name: string, apis: readonly Lectern[], lectern: Crowd, bare: Crowd, barePid: number): Promise<string[]> => {
  const rounds: { lectern: Round[]; bare: Round[] } = { lectern: [], bare: [] };
  await round(lectern, []);
  await round(bare, []);
  for (let n = 0; n < ROUNDS; n += 1) {
    rounds.lectern.push(
      await round(
        lectern,
        apis.map(({ pid }) => pid),
      ),
    );
    rounds.bare.push(await round(bare, [barePid]));
    step(`${name}: round ${n + 1}`);
  }
  const line = (which: readonly Round[]): string =>
    which.map(({ p50, p99 }) => `p50 ${p50.toFixed(0)} p99 ${p99.toFixed(0)} ms`).join('; ');
  const p99 = median(rounds.lectern.map((one) => one.p99));
  const ratio = median(rounds.lectern.map((one, index) => one.p99 / (rounds.bare[index]?.p99 ?? Number.NaN)));
  const cpu = (which: readonly Round[]): string => median(which.map(({ cpuMs }) => cpuMs)).toFixed(1);
  const lost = rounds.lectern.reduce((sum, one) => sum + one.lost, 0);
  return [
    `${name}: ${SOCKETS} sockets in one room, ${MESSAGES} messages a round, ${lost} not heard`,
    `  Lectern ${line(rounds.lectern)}`,
    `  bare    ${line(rounds.bare)}`,
    `  p99 ${p99.toFixed(0)} ms (goal: at most ${GOAL_MS} ms: ${p99 <= GOAL_MS && lost === 0 ? 'reached' : 'MISSED'}); Lectern ÷ bare ${ratio.toFixed(2)}`,
    `  CPU a message: Lectern ${cpu(rounds.lectern)} ms, bare ${cpu(rounds.bare)} ms; memory ${apis.map(({ pid }) => `${residentMb(pid).toFixed(0)} MB`).join(' + ')}`,
  ];
};

const redis = await TestRedis.start();
const house = await House.open();
try {
  const bareServer = await startServer({
    name: 'bare',
    command: ['dist/bench/live-bare.js'],
    env: { PATH: process.env.PATH },
    readyPath: '/',
  });
  const bareUrl = `http://127.0.0.1:${bareServer.port}`;
  const bare = await Crowd.gather(
    Array.from({ length: SOCKETS }, () => ({ url: bareUrl, token: '' })),
    'everybody',
  );
  const lines: string[] = [];
  for (const [name, count, env] of [
    ['One process', 1, {}],
    ['Two processes and Redis', 2, { REDIS_URL: redis.url }],
  ] as const) {
    const apis = await Promise.all(Array.from({ length: count }, () => house.start('api', env)));
    const [first] = apis;
    if (!first) throw new Error('Nobody serves');
    const tokens: string[] = [];
    for (let person = 0; person < PEOPLE; person += 1) tokens.push(await house.signIn(first, person));
    const room = await openRoom(first, tokens[0] ?? '');
    const places = Array.from({ length: SOCKETS }, (_, n): Place => ({
      url: apis[n % apis.length]?.url ?? '',
      token: tokens[Math.floor(n / (SOCKETS / PEOPLE))] ?? '',
    }));
    const connectedAt = performance.now();
    const crowd = await Crowd.gather(places, room);
    step(`${name}: ${SOCKETS} sockets in the room after ${((performance.now() - connectedAt) / 1000).toFixed(1)} s`);
    lines.push(...(await compared(name, apis, crowd, bare, bareServer.pid)));
    crowd.leave();
    await house.stopProcesses();
  }
  bare.leave();
  await bareServer.kill();
  console.log(lines.join('\n'));
} finally {
  await house.close();
  await redis.stop();
}
process.exit(0);
