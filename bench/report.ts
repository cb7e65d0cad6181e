import type { GateCost } from './gate-cost.js';
import { type Compared, type Measured, median } from './measure.js';

/** What the foundation has to reach. */
const GOALS = { bootMs: 2500, residentMb: 180, gateMs: 0.2 } as const;

export interface Findings {
  readonly bootsMs: readonly number[];
  /** Idle after the start, before any request but the probe of readiness. */
  readonly residentMb: number;
  /** Idle again, after all the load. */
  readonly residentAfterMb: number;
  readonly compared: readonly Compared[];
  readonly gate: GateCost;
}

type Row = readonly string[];

const table = (rows: readonly Row[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: Row): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
};

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const span = (values: readonly number[], show: (value: number) => string): string =>
  `${show(Math.min(...values))}–${show(Math.max(...values))}`;

const measuredRow = (name: string, { perSecond, p50, p99, errors, serverCpuMs, databaseCpuMs }: Measured): Row => [
  name,
  perSecond.toFixed(perSecond < 100 ? 1 : 0),
  p50.toFixed(1),
  p99.toFixed(1),
  String(errors),
  serverCpuMs.toFixed(3),
  databaseCpuMs.toFixed(3),
];

const comparisonTable = (compared: readonly Compared[]): string =>
  table([
    ['', 'requests/s', 'p50 ms', 'p99 ms', 'errors', 'server CPU ms', 'database CPU ms'],
    ...compared.flatMap(({ scenario, lectern, bare, shares }): Row[] => [
      measuredRow(`${scenario.name}: Lectern`, lectern),
      measuredRow(`${scenario.name}: bare`, bare),
      [
        '  Lectern ÷ bare',
        percent(median(shares)),
        (lectern.p50 / bare.p50).toFixed(2),
        (lectern.p99 / bare.p99).toFixed(2),
        '',
        (lectern.serverCpuMs / bare.serverCpuMs).toFixed(2),
        (lectern.databaseCpuMs / bare.databaseCpuMs).toFixed(2),
      ],
    ]),
  ]);

const goalRow = (name: string, measured: string, goal: string, met: boolean): Row => [name, measured, goal, met ? 'met' : 'MISSED'];

const goalTable = ({ bootsMs, residentMb, compared, gate }: Findings): string => {
  const boot = median(bootsMs);
  const tenancy = gate.gateMs + Math.max(0, gate.tenancyMs);
  return table([
    ['goal', 'measured', 'goal', ''],
    goalRow('boot, database up', `${Math.round(boot)} ms`, `≤ ${GOALS.bootMs} ms`, boot <= GOALS.bootMs),
    goalRow('memory at rest', `${Math.round(residentMb)} MB`, `≤ ${GOALS.residentMb} MB`, residentMb <= GOALS.residentMb),
    goalRow('gate + tenancy', `${tenancy.toFixed(3)} ms`, `≤ ${GOALS.gateMs} ms`, tenancy <= GOALS.gateMs),
    ...compared.flatMap(({ scenario: { goal }, shares }) =>
      goal
        ? [goalRow(`${goal.name}, Lectern ÷ bare`, percent(median(shares)), `≥ ${percent(goal.share)}`, median(shares) >= goal.share)]
        : [],
    ),
  ]);
};

/** Everything that was found, for people. */
export const reportOf = (findings: Findings): string => {
  const { bootsMs, residentMb, residentAfterMb, compared, gate } = findings;
  const lists = compared.find(({ lectern }) => lectern.bytes > 10_000);
  return [
    comparisonTable(compared),
    '',
    `Shares over the rounds: ${compared.map(({ scenario, shares }) => `${scenario.name} ${span(shares, percent)}`).join(', ')}`,
    `Chapter list: ${lists ? (lists.lectern.bytes / 1000).toFixed(1) : '?'} kB`,
    `Boot, spawn to first answer: ${span(bootsMs, (ms) => String(Math.round(ms)))} ms of ${bootsMs.length} starts`,
    `Memory (RSS): ${residentMb.toFixed(0)} MB at rest after the start, ${residentAfterMb.toFixed(0)} MB at rest after the load`,
    `Gate + tenancy, in isolation, medians: tenant, session and gate ${gate.gateMs.toFixed(4)} ms; ` +
      `transaction of the tenant ${gate.tenancyMs.toFixed(3)} ms on top of a read of ${gate.readMs.toFixed(3)} ms`,
    '',
    goalTable(findings),
  ].join('\n');
};
