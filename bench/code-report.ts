import { cpus } from 'node:os';
import type { Hello, Spread, Sustained } from './code-hello.js';
import type { Disturbed } from './code-saturation.js';
import { median } from './measure.js';
import type { Memory } from './memory.js';

/** What running code has to reach. */
const GOALS = { helloOverMs: 15, perSecond: 40, submissionMs: 250, p50Times: 1.25, p99Times: 2, memoryMb: 120 } as const;

export interface CodeFindings {
  /** Cases the runner of a server runs at once unless told otherwise. */
  readonly concurrency: number;
  readonly rested: Hello;
  readonly restless: Hello;
  readonly sustained: Sustained;
  readonly onAllCores: Sustained;
  /** Of the runner that the server has started, with its pool, before its first run. */
  readonly memory: Memory;
  readonly submission: Spread;
  readonly jobStart: Spread & { readonly count: number };
  readonly execution: Spread;
  readonly disturbed: readonly Disturbed[];
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const spread = ({ p50, p99 }: Spread): string => `p50 ${ms(p50)}, p99 ${ms(p99)}`;
const held = ({ processes, rssMb, pssMb }: Memory): string =>
  `${rssMb.toFixed(0)} MB RSS, ${pssMb.toFixed(0)} MB PSS, ${processes} processes`;

const helloLine = (name: string, { bare, sandboxed, overMs }: Hello): string =>
  `Hello, ${name}: bare ${spread(bare)}; sandboxed ${spread(sandboxed)}; ${ms(overMs)} over (median of pairs)`;

const sustainedLine = ({ atOnce, bare, sandboxed }: Sustained): string =>
  `Runs a second, sustained, ${atOnce} at once: bare ${bare.perSecond.toFixed(0)} (${bare.cpuMs.toFixed(1)} ms CPU each), ` +
  `sandboxed ${sandboxed.perSecond.toFixed(0)} (${sandboxed.cpuMs.toFixed(1)} ms CPU each)`;

/** Of each pair of neighbouring rounds, how many times as long it took beside a busy runner; the middle one. */
const times = ({ idle, saturated }: Disturbed, of: 'p50' | 'p99'): number =>
  median(saturated.map((round, n) => round[of] / (idle[n]?.[of] ?? Number.NaN)));

const errorsOf = ({ idle, saturated }: Disturbed): number => [...idle, ...saturated].reduce((sum, { errors }) => sum + errors, 0);

const disturbedLine = (disturbed: Disturbed): string => {
  const { name, idle, saturated, runs } = disturbed;
  const each = (rounds: Disturbed['idle'], of: 'p50' | 'p99') => rounds.map((round) => round[of].toFixed(1)).join('/');
  return (
    `${name}, runner idle: p50 ${each(idle, 'p50')}, p99 ${each(idle, 'p99')} ms; busy: p50 ${each(saturated, 'p50')}, ` +
    `p99 ${each(saturated, 'p99')} ms; ${runs} programs ran, ${errorsOf(disturbed)} errors`
  );
};

const goal = (name: string, measured: string, wanted: string, met: boolean): string =>
  `${met ? 'reached' : 'MISSED '}  ${name}: ${measured}, goal ${wanted}`;

const goals = ({
  rested,
  restless,
  onAllCores: { sandboxed: sustained },
  submission,
  memory,
  disturbed,
}: CodeFindings): readonly string[] => [
  ...[['hello', rested] as const, ['hello without a pause', restless] as const].map(([name, { overMs }]) =>
    goal(`${name}, over the bare interpreter`, ms(overMs), `≤ ${GOALS.helloOverMs} ms`, overMs <= GOALS.helloOverMs),
  ),
  goal('runs a second on all cores', sustained.perSecond.toFixed(0), `≥ ${GOALS.perSecond}`, sustained.perSecond >= GOALS.perSecond),
  goal('waited submission of ten tests', ms(submission.p50), `≤ ${GOALS.submissionMs} ms`, submission.p50 <= GOALS.submissionMs),
  ...disturbed.flatMap((one) => [
    goal(
      `${one.name} beside a busy runner, p50`,
      `× ${times(one, 'p50').toFixed(2)}`,
      `≤ × ${GOALS.p50Times}`,
      times(one, 'p50') <= GOALS.p50Times,
    ),
    goal(
      `${one.name} beside a busy runner, p99`,
      `× ${times(one, 'p99').toFixed(2)}`,
      `≤ × ${GOALS.p99Times}`,
      times(one, 'p99') <= GOALS.p99Times,
    ),
    goal(`${one.name} beside a busy runner, errors`, String(errorsOf(one)), '0', errorsOf(one) === 0),
  ]),
  goal('memory of an idle runner with its pool', `${memory.rssMb.toFixed(0)} MB`, `≤ ${GOALS.memoryMb} MB`, memory.rssMb <= GOALS.memoryMb),
];

/** Everything that was found, for people. */
export const codeReportOf = (findings: CodeFindings, memoryAfter: Memory): string => {
  const { concurrency, rested, restless, sustained, onAllCores, memory, submission, jobStart, execution, disturbed } = findings;
  return [
    '',
    `Load, server, database and runner share ${cpus().length} cores; the runner runs ${concurrency} at once unless said otherwise.`,
    '',
    helloLine('the pool full', rested),
    helloLine('without a pause', restless),
    sustainedLine(sustained),
    sustainedLine(onAllCores),
    `Submission of ten tests, waited for: ${spread(submission)}`,
    `  of which from the begin of its transaction to that of its grading: ${spread(jobStart)} (${jobStart.count} jobs)`,
    `POST /code/execute of one line: ${spread(execution)}`,
    ...disturbed.map(disturbedLine),
    `Runner with its pool: ${held(memory)} at rest after the start; ${held(memoryAfter)} at rest after the load`,
    '',
    ...goals(findings),
  ].join('\n');
};
