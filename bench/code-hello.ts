import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunRequest } from '../src/runner/protocol.js';
import type { LocalRunner } from '../src/platform/sandbox/local-runner.js';
import { RunnerClient } from '../src/platform/sandbox/runner-client.js';
import { median, quantile } from './measure.js';
import { cpuOfDescent } from './memory.js';

const PYTHON = '/usr/bin/python3';
const HELLO = 'print("hello")';
const PAIRS = 60;
/** So long nobody asks for anything, and the pool is full again. */
const REFILL_MS = 60;
const ASKING = 8;
const SUSTAINED_ROUNDS = 3;
const SUSTAINED_MS = 3000;

export interface Spread {
  readonly p50: number;
  readonly p99: number;
}

const spreadOf = (values: readonly number[]): Spread => ({ p50: median(values), p99: quantile(values, 0.99) });

export interface Hello {
  readonly bare: Spread;
  readonly sandboxed: Spread;
  /** Median of what the sandboxed run took longer than its neighbour. */
  readonly overMs: number;
}

const timed = async (work: () => Promise<void>): Promise<number> => {
  const since = performance.now();
  await work();
  return performance.now() - since;
};

/** The interpreter as anybody would start it, without a sandbox. */
const bareHello = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(PYTHON, ['-I', '-S', '-c', HELLO], { env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => (output === 'hello\n' ? resolve() : reject(new Error(`python3 printed ${output}`))));
  });

const request: RunRequest = { language: 'python', source: HELLO, cases: [{ kind: 'program', stdin: '' }] };

const sandboxedHello = (client: RunnerClient, runner: LocalRunner) => async (): Promise<void> => {
  if (!runner.endpoint) throw new Error(`There is no runner: ${runner.problem}`);
  await client.run(runner.endpoint, request, (_index, { status, stdout, stderr }) => {
    if (status !== 'ok' || stdout !== 'hello\n') throw new Error(`The sandboxed program: ${status} ${stdout} ${stderr}`);
  });
};

/** Alternating with the bare interpreter; `restMs` between two runs of the sandbox. */
export const compareHello = async (runner: LocalRunner, restMs: number): Promise<Hello> => {
  const client = new RunnerClient();
  const sandboxed = sandboxedHello(client, runner);
  const pairs: { readonly bare: number; readonly sandboxed: number }[] = [];
  for (let n = -5; n < PAIRS; n += 1) {
    const first = n % 2 === 0 ? await timed(bareHello) : undefined;
    await pause(restMs);
    const ours = await timed(sandboxed);
    const bare = first ?? (await timed(bareHello));
    if (n >= 0) pairs.push({ bare, sandboxed: ours });
  }
  client.close();
  return {
    bare: spreadOf(pairs.map((pair) => pair.bare)),
    sandboxed: spreadOf(pairs.map((pair) => pair.sandboxed)),
    overMs: median(pairs.map((pair) => pair.sandboxed - pair.bare)),
  };
};

/** With the pool as full as it is after a moment of quiet, and without a moment of quiet. */
export const hellos = async (runner: LocalRunner): Promise<{ readonly rested: Hello; readonly restless: Hello }> => ({
  rested: await compareHello(runner, REFILL_MS),
  restless: await compareHello(runner, 0),
});

export interface Rate {
  readonly perSecond: number;
  /** CPU of the runner and all it starts, per run, in ms; of the bare interpreter that of its processes. */
  readonly cpuMs: number;
}

export interface Sustained {
  readonly atOnce: number;
  readonly bare: Rate;
  readonly sandboxed: Rate;
}

/** Keeps so many going, each the next as soon as one ends. */
const rateOf = async (work: () => Promise<void>, atOnce: number, pid: number): Promise<Rate> => {
  let count = 0;
  const before = cpuOfDescent(pid);
  const since = performance.now();
  const keepGoing = async (): Promise<void> => {
    while (performance.now() - since < SUSTAINED_MS) {
      await work();
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, keepGoing));
  const seconds = (performance.now() - since) / 1000;
  return { perSecond: count / seconds, cpuMs: (cpuOfDescent(pid) - before) / count };
};

/** Runs a second while more ask than the runner runs at once, beside as many bare interpreters. Rounds take turns. */
export const sustainedRate = async (runner: LocalRunner, atOnce: number): Promise<Sustained> => {
  const client = new RunnerClient();
  const run = sandboxedHello(client, runner);
  const rounds: { bare: Rate; sandboxed: Rate }[] = [];
  for (let n = 0; n < SUSTAINED_ROUNDS; n += 1) {
    const bare = await rateOf(bareHello, atOnce, process.pid);
    rounds.push({ bare, sandboxed: await rateOf(run, ASKING, runner.pid ?? 0) });
  }
  client.close();
  const middle = (pick: (round: (typeof rounds)[number]) => number): number => median(rounds.map(pick));
  return {
    atOnce,
    bare: { perSecond: middle(({ bare }) => bare.perSecond), cpuMs: middle(({ bare }) => bare.cpuMs) },
    sandboxed: { perSecond: middle(({ sandboxed }) => sandboxed.perSecond), cpuMs: middle(({ sandboxed }) => sandboxed.cpuMs) },
  };
};
