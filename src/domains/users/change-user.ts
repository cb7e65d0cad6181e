import { Injectable } from '@nestjs/common';
import type { EntityManager, QueryDeepPartialEntity } from 'typeorm';
import { Sessions } from '../../platform/auth/sessions.js';
import { People, RecordAccess, userUpdated } from '../../sdk/contracts/people.js';
import { Conflict, Forbidden, NotFound } from '../../sdk/errors.js';
import { Preconditions } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { searchKey } from '../../sdk/search-key.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { asTakenConflict } from './accounts.js';
import { emailKey, usernameKey } from './look-up-keys.js';
import { Profiles } from './profiles.js';
import { User } from './user.entity.js';
import { type UserView, userView } from './user.view.js';
import type { UserChanges } from './users.schemas.js';

/** Who one is to the institution is for staff to say: role, activity, and the address that accounts are linked by. */
const STAFF_FIELDS = ['role', 'is_active', 'email'] as const;

@Injectable()
export class ChangeUser {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly people: People,
    private readonly sessions: Sessions,
    private readonly preconditions: Preconditions,
    private readonly profiles: Profiles,
  ) {}

  /** People change their own profile, guardians their children's, staff everything. */
  async run(caller: Principal, id: string, body: UserChanges): Promise<UserView> {
    await this.access.assertMayRead(caller, id);
    await this.assertMayChange(caller, id, body);
    return this.uow.run(async (em) => {
      const before = await lockUser(em, id);
      this.preconditions.check(userView(before));
      if (before.erasingAt) throw new Conflict('This account is being erased');
      if (closesAdmin(before, body)) await assertAnotherAdmin(em, id);
      const changes = columnsOf(body);
      if (Object.keys(changes).length === 0) return userView(before);
      const after = await this.write(em, id, changes);
      await this.settle(caller, before, after, Object.keys(body));
      return userView(after);
    });
  }

  private async assertMayChange(caller: Principal, id: string, body: UserChanges): Promise<void> {
    if (caller.permissions.has('users:write')) return;
    const own = caller.userId === id || (await this.people.childrenOf(caller.userId)).includes(id);
    if (!own) throw new Forbidden('You may read this account, not change it');
    const refused = STAFF_FIELDS.filter((field) => body[field] !== undefined);
    if (refused.length > 0) throw new Forbidden(`Only staff may change ${refused.join(', ')}`);
  }

  private async write(em: EntityManager, id: string, changes: QueryDeepPartialEntity<User>): Promise<User> {
    try {
      await em.update(User, { id }, { ...changes, updatedAt: () => 'now()' });
    } catch (error) {
      throw asTakenConflict(error);
    }
    return lockUser(em, id);
  }

  /** Sessions, audit and event: what a change of the account means elsewhere. */
  private async settle(caller: Principal, before: User, after: User, changed: string[]): Promise<void> {
    const { id } = after;
    this.profiles.forget(id);
    if (before.isActive && !after.isActive) await this.sessions.revokeAllOf(id, 'account');
    else if (before.role !== after.role) this.sessions.forgetAfterCommit(id);
    const target = { type: 'user', id } as const;
    if (before.role !== after.role) {
      this.uow.audit({ action: 'users.role-changed', category: 'security', target, detail: { from: before.role, to: after.role } });
    }
    if (before.isActive !== after.isActive) {
      this.uow.audit({ action: after.isActive ? 'users.activated' : 'users.deactivated', category: 'security', target });
    }
    if (caller.userId !== id) this.uow.audit({ action: 'users.changed', category: 'staff', target, detail: { fields: changed } });
    this.uow.publish(userUpdated, {
      key: id,
      subjectId: id,
      data: { user_id: id, role: after.role, is_active: after.isActive, changed },
    });
  }
}

/** Reads the account and keeps others from changing it until the commit. Throws `NotFound('user')`. */
export const lockUser = async (em: EntityManager, id: string): Promise<User> => {
  const user = await em.findOne(User, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!user) throw new NotFound('user');
  return user;
};

const closesAdmin = (user: User, { role, is_active }: UserChanges): boolean =>
  user.role === 'admin' && user.isActive && ((role !== undefined && role !== 'admin') || is_active === false);

/** An institution without an administrator could never get one again. Locks them all, so that two cannot leave at once. */
export const assertAnotherAdmin = async (em: EntityManager, leavingId: string): Promise<void> => {
  const admins = await em.query<{ id: string }[]>(`SELECT id FROM core.users WHERE role = 'admin' AND is_active ORDER BY id FOR UPDATE`);
  if (admins.every((admin) => admin.id === leavingId)) throw new Conflict('This is the last administrator of the institution');
};

const columnsOf = (body: UserChanges): QueryDeepPartialEntity<User> => {
  const name = body.name ?? body.profile?.name;
  const gradeLevel = body.grade_level === undefined ? body.profile?.grade_level : body.grade_level;
  const preferences = body.profile?.learning_preferences;
  return {
    ...(body.email === undefined ? {} : { email: body.email, emailKey: emailKey(body.email) }),
    ...(body.username === undefined ? {} : { username: body.username, usernameKey: body.username && usernameKey(body.username) }),
    ...(name === undefined ? {} : { name, nameKey: searchKey(name) }),
    ...(body.role === undefined ? {} : { role: body.role }),
    ...(body.is_active === undefined ? {} : { isActive: body.is_active }),
    ...(gradeLevel === undefined ? {} : { gradeLevel }),
    ...(body.bio === undefined ? {} : { bio: body.bio }),
    ...(body.avatar_url === undefined ? {} : { avatarUrl: body.avatar_url }),
    ...(preferences === undefined ? {} : { learningPreferences: preferences }),
  };
};
