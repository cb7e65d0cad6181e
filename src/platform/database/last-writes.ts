import type { SqlQuery } from '../context/request-context.js';

/** Writes what was collected during a unit of work, all of it together. */
export interface LastWriter<T> {
  write(query: SqlQuery, items: readonly T[]): Promise<void>;
}

/**
 * What a unit of work writes after everything else, because it takes locks that many wait for: they are held for the commit
 * alone. Provided by the unit of work; for the core's domains.
 */
export abstract class LastWrites {
  /** Adds something for the writer, who is called once, with all of the open unit of work's, just before the commit. */
  abstract add<T>(writer: LastWriter<T>, item: T): void;
}
