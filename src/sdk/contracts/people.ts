import type { Principal } from '../principal.js';
import type { Role } from '../roles.js';

export interface PersonSummary {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** The one rule of who may read whose records: themselves, a linked guardian, staff who teach them in a class, tenant admins. */
export abstract class RecordAccess {
  /** Throws `NotFound('user')` for everybody else, and for people who do not exist here. */
  abstract assertMayRead(caller: Principal, personId: string): Promise<void>;
  /** Throws `NotFound('user')` unless the record is the caller's own. */
  abstract assertOwn(caller: Principal, personId: string): void;
}

/** Names of people of the current tenant. */
export abstract class People {
  /** Those that exist and are active, in no particular order. */
  abstract byIds(ids: readonly string[]): Promise<readonly PersonSummary[]>;
  /** Whose guardian this person is, by an active link. */
  abstract childrenOf(guardianId: string): Promise<readonly string[]>;
}
