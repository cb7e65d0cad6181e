import { z } from 'zod';
import { defineEvent } from '../events.js';
import { idSchema } from '../ids.js';
import type { Principal } from '../principal.js';
import { type Role, ROLES } from '../roles.js';

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
  /** Those that exist and are active, by what they may sign in with: an e-mail address or a user name, in any spelling that would do. */
  abstract byLogins(logins: readonly string[]): Promise<ReadonlyMap<string, PersonSummary>>;
  /** Whose guardian this person is, by an active link. */
  abstract childrenOf(guardianId: string): Promise<readonly string[]>;
}

/** Somebody got an account. Who they are is read where it is needed: events carry no names and addresses. */
export const userRegistered = defineEvent({
  name: 'users.user-registered.v1',
  topic: 'student-events',
  schema: z.object({ user_id: idSchema, role: z.enum(ROLES) }),
});

/** An account changed: its profile, role or activity. */
export const userUpdated = defineEvent({
  name: 'users.user-updated.v1',
  topic: 'student-events',
  schema: z.object({ user_id: idSchema, role: z.enum(ROLES), is_active: z.boolean(), changed: z.array(z.string()) }),
});

/** A guardian may, or may no longer, read a child's records. */
export const guardianLinkChanged = defineEvent({
  name: 'users.guardian-link-changed.v1',
  topic: 'student-events',
  schema: z.object({ guardian_id: idSchema, child_id: idSchema, status: z.enum(['pending', 'active', 'ended']) }),
});
