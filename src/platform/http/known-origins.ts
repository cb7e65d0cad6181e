import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import { toDomainError } from '../database/database-errors.js';

/** As long as a tenant's policy may name one. */
const MAX_LENGTH = 300;

/** Whether any active tenant names an origin as its own; asked by preflights alone, and remembered for half a minute. */
@Injectable()
export class KnownOrigins {
  private readonly known = new LRUCache<string, boolean>({ max: 5000, ttl: 30_000 });

  constructor(private readonly source: DataSource) {}

  async has(origin: string): Promise<boolean> {
    if (origin.length > MAX_LENGTH) return false;
    const kept = this.known.get(origin);
    if (kept !== undefined) return kept;
    try {
      const [row] = await this.source.query<{ known: boolean }[]>(
        `SELECT EXISTS (SELECT FROM core.tenants WHERE active AND policies -> 'allowed_origins' ?| $1::text[]) AS known`,
        [[origin, `${origin}/`]],
      );
      const known = row?.known ?? false;
      this.known.set(origin, known);
      return known;
    } catch (error) {
      throw toDomainError(error);
    }
  }
}
