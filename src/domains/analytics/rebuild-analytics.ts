import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { pagesById } from '../../platform/database/pages-by-id.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { Rebuilder, RebuildRun } from '../progress/rebuild/rebuilders.js';
import { LearnerCounts } from './learner-counts.js';
import { COUNT_TOGETHER } from './learner-sql.js';
import { AWAITED, OF_ALL, OF_PEOPLE, PAGE, PEOPLE } from './rebuild-sql.js';

const SUMS_TIMEOUT_MS = 600_000;

interface StoredRow {
  readonly table: string;
  readonly key: string;
  readonly row: Record<string, unknown>;
}

/** Ends a transaction in which nothing was to be changed. */
class OnlyCompared extends Error {}

/** What is counted of learners, one by one and together, from the log and the progress anew. */
@Injectable()
export class RebuildAnalytics implements Rebuilder {
  readonly name = 'analytics';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly counts: LearnerCounts,
  ) {}

  async rebuild(run: RebuildRun): Promise<void> {
    const read = (after: string | null) => this.uow.query<{ id: string }>(PEOPLE, [after]);
    for await (const page of pagesById(PAGE, read, run.after)) {
      const people = page.map(({ id }) => id);
      await this.people(people, run);
      people.forEach((id) => run.passed(id));
    }
    await this.together(run);
  }

  private async people(people: readonly string[], run: RebuildRun): Promise<void> {
    await this.compared(run, async () => {
      const awaited = await this.uow.query<{ subject_id: string }>(AWAITED, [people]);
      const behind = new Set(awaited.map(({ subject_id: id }) => id));
      const before = await this.uow.query<StoredRow>(OF_PEOPLE, [people]);
      await this.counts.refreshAll(people);
      const after = await this.uow.query<StoredRow>(OF_PEOPLE, [people]);
      return differences(before, after).filter(({ key }) => !behind.has(key.split(' ')[0] ?? ''));
    });
  }

  /** Nothing of the institution is added up meanwhile: it waits for this. */
  private async together(run: RebuildRun): Promise<void> {
    await this.compared(run, async () => {
      await this.uow.em.query(`SELECT set_config('statement_timeout', $1, true)`, [String(SUMS_TIMEOUT_MS)]);
      await this.uow.em.query('SELECT pg_advisory_xact_lock(core.tally_lock())');
      const before = await this.uow.query<StoredRow>(OF_ALL);
      for (const sql of COUNT_TOGETHER) await this.uow.em.query(sql);
      return differences(before, await this.uow.query<StoredRow>(OF_ALL));
    });
  }

  private async compared(run: RebuildRun, work: () => Promise<Difference[]>): Promise<void> {
    let found: Difference[] = [];
    try {
      await this.uow.run(async () => {
        found = await work();
        if (run.dryRun) throw new OnlyCompared();
      });
    } catch (error) {
      if (!(error instanceof OnlyCompared)) throw error;
    }
    found.forEach((row) => run.differs(row));
  }
}

type Difference = Parameters<RebuildRun['differs']>[0];

const differences = (before: readonly StoredRow[], after: readonly StoredRow[]): Difference[] => {
  const nameOf = ({ table, key }: StoredRow): string => `${table} ${key}`;
  const stored = new Map(before.map((row) => [nameOf(row), row]));
  const computed = new Map(after.map((row) => [nameOf(row), row]));
  const named = new Map([...stored, ...computed]);
  return [...named.entries()].flatMap(([name, { table, key }]) => {
    const [was, is] = [stored.get(name)?.row, computed.get(name)?.row];
    return isDeepStrictEqual(was, is) ? [] : [{ table, key, stored: was, computed: is }];
  });
};
