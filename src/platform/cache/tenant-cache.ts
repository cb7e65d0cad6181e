import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { DatabaseWatch } from '../database/database-watch.js';
import { isUnitOpen } from '../database/tenant-unit-of-work.js';
import { type Counter, Metrics } from '../telemetry/metrics.js';
import type { CacheKey, CacheKind } from './cache-keys.js';
import { Cache } from './cache.js';
import { type CacheOutcome, CacheStore } from './cache-store.js';

/** The cache of the tenant of the context. */
@Injectable()
export class TenantCache extends Cache {
  private readonly reads: Counter<'kind' | 'outcome'>;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly store: CacheStore,
    private readonly watch: DatabaseWatch,
    metrics: Metrics,
  ) {
    super();
    this.reads = metrics.counter('lectern_cache_reads_total', 'Look-ups in the cache, by what was looked for and how it went', [
      'kind',
      'outcome',
    ]);
  }

  async read<T>(key: CacheKey, ttlSeconds: number, fill: () => Promise<T>): Promise<T> {
    // Without the database nobody can tell what has changed: it is asked, and refuses.
    if (isUnitOpen() || !this.watch.isUp) {
      this.count(key.kind, 'bypass');
      return fill();
    }
    const { value, outcome } = await this.store.read(this.fullKey(key), ttlSeconds, fill);
    this.count(key.kind, outcome);
    return value;
  }

  forget(...keys: readonly CacheKey[]): void {
    if (keys.length === 0) return;
    const fullKeys = keys.map((key) => this.fullKey(key));
    if (isUnitOpen()) this.uow.afterCommit(() => this.store.forget(fullKeys));
    else this.store.forget(fullKeys);
  }

  private fullKey({ name }: CacheKey): string {
    return `t:${this.uow.tenantId}:${name}`;
  }

  private count(kind: CacheKind, outcome: CacheOutcome): void {
    this.reads.inc({ kind, outcome });
  }
}
