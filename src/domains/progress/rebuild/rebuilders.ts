import { Injectable } from '@nestjs/common';

/** A row that is not as the log has it. */
export interface DifferingRow {
  /** With its schema. */
  readonly table: string;
  /** Whose it is, and what it is about. */
  readonly key: string;
  readonly stored: unknown;
  readonly computed: unknown;
}

/** One run over one institution. */
export interface RebuildRun {
  /** Compare and change nothing. */
  readonly dryRun: boolean;
  /** Go on after this person, whom an earlier run had reached. */
  readonly after: string | undefined;
  differs(row: DifferingRow): void;
  /** A person is done. */
  passed(userId: string): void;
}

/** Something that follows from the log of progress. */
export interface Rebuilder {
  readonly name: string;
  /**
   * Computes its rows of the current tenant from the log anew. Runs beside a server: it opens a bounded unit of work at a
   * time, takes a person's lock for what is theirs (`LockedLog`), and may be broken off and run again at any point.
   */
  rebuild(run: RebuildRun): Promise<void>;
}

/** Everything that `lectern progress rebuild` computes anew, in the order it was registered: rows before what is made of them. */
@Injectable()
export class Rebuilders {
  private readonly registered: Rebuilder[] = [];

  /** Call it from a module's constructor. */
  register(rebuilder: Rebuilder): void {
    this.registered.push(rebuilder);
  }

  all(): readonly Rebuilder[] {
    return this.registered;
  }
}
