import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { cacheKeys } from '../../../platform/cache/cache-keys.js';
import { Cache } from '../../../platform/cache/cache.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import type { StoredProjection } from '../projections/stored-projection.js';
import { StoredRows } from '../projections/stored-rows.js';
import { Learners } from './learners.js';
import { LockedLog } from './locked-log.js';
import type { Rebuilder, RebuildRun } from './rebuilders.js';

/** Rows are compared column by column: an absent one is no column at all. */
const same = (stored: object | undefined, computed: object | undefined): boolean =>
  stored !== undefined && computed !== undefined && isDeepStrictEqual({ ...stored }, { ...computed });

/** Courses, topics, exercises and streak of every learner, computed from their logs anew. */
@Injectable()
export class RebuildPeople implements Rebuilder {
  readonly name = 'progress';

  constructor(
    private readonly uow: UnitOfWork,
    private readonly log: LockedLog,
    private readonly learners: Learners,
    private readonly rows: StoredRows,
    private readonly cache: Cache,
  ) {}

  async rebuild(run: RebuildRun): Promise<void> {
    for await (const userId of this.learners.from(run.after)) {
      await this.person(userId, run);
      run.passed(userId);
    }
  }

  /** One transaction: the person's own requests wait for it, nobody else's. */
  async person(userId: string, run: Pick<RebuildRun, 'dryRun' | 'differs'>): Promise<void> {
    const found: Parameters<RebuildRun['differs']>[0][] = [];
    await this.uow.run(async () => {
      found.splice(0);
      if (!run.dryRun) await this.log.restore(userId);
      await this.log.lock(userId);
      const { streak, courses, topics, exercises } = await this.log.replay(userId);
      const { rows } = this;
      const compare = <S extends object>(projection: StoredProjection<S>, computed: ReadonlyMap<string, S>) =>
        compareRows({ userId, projection, computed, write: !run.dryRun, differs: (row) => found.push(row) });
      await compare(rows.streaks, new Map([['', streak]]));
      await compare(rows.courses, courses);
      await compare(rows.topics, topics);
      await compare(rows.exercises, exercises);
    });
    if (!run.dryRun && found.length > 0) this.cache.forget(cacheKeys.progress(userId));
    found.forEach((row) => run.differs(row));
  }
}

interface Comparison<S extends object> {
  readonly userId: string;
  readonly projection: StoredProjection<S>;
  readonly computed: ReadonlyMap<string, S>;
  readonly write: boolean;
  readonly differs: RebuildRun['differs'];
}

const compareRows = async <S extends object>({ userId, projection, computed, write, differs }: Comparison<S>): Promise<void> => {
  const stored = await projection.all(userId);
  for (const key of new Set([...stored.keys(), ...computed.keys()])) {
    const before = stored.get(key);
    const after = computed.get(key);
    if (same(before, after)) continue;
    differs({ table: `core.${projection.table}`, key: key ? `${userId} ${key}` : userId, stored: before, computed: after });
    if (!write) continue;
    if (after) await projection.store(userId, key, after);
    else await projection.remove(userId, key);
  }
};
