import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../../platform/database/database-errors.js';
import { cacheKeys } from '../../platform/cache/cache-keys.js';
import { Cache } from '../../platform/cache/cache.js';
import { Passwords } from '../../platform/auth/passwords.js';
import { userRegistered } from '../../sdk/contracts/people.js';
import { Conflict, NotFound } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import type { Role } from '../../sdk/roles.js';
import { searchKey } from '../../sdk/search-key.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { emailKey, usernameKey } from './look-up-keys.js';
import { User } from './user.entity.js';

export interface NewAccount {
  readonly email: string;
  readonly username?: string | null | undefined;
  readonly name: string;
  readonly role: Role;
  readonly gradeLevel?: number | null | undefined;
  readonly learningPreferences?: readonly string[] | undefined;
}

/** What signing in needs to know of an account. */
export interface Credentials {
  readonly id: string;
  readonly passwordHash: string | null;
}

/** Turns a lost race for an address or a user name into the refusal a check beforehand would have given. */
export const asTakenConflict = (error: unknown): unknown => {
  if (isUniqueViolation(error, 'users_email')) return new Conflict('This e-mail address is already in use', 'EMAIL_TAKEN');
  if (isUniqueViolation(error, 'users_username')) return new Conflict('This user name is already in use', 'USERNAME_TAKEN');
  return error;
};

/** The accounts of the current tenant. */
@Injectable()
export class Accounts {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly passwords: Passwords,
    private readonly cache: Cache,
  ) {}

  /** Makes an account in the open unit of work, or in one of its own. Hashes first: prefer `add` where a transaction is already open. */
  async create(account: NewAccount & { readonly password: string }): Promise<User> {
    const passwordHash = await this.passwords.hash(account.password);
    return this.uow.run(() => this.add(account, passwordHash));
  }

  /** In the open unit of work. `passwordHash` is null for people who sign in through an external identity. */
  async add(account: NewAccount, passwordHash: string | null): Promise<User> {
    const { em } = this.uow;
    const id = newId();
    try {
      await em.insert(User, {
        id,
        email: account.email,
        emailKey: emailKey(account.email),
        username: account.username ?? null,
        usernameKey: account.username ? usernameKey(account.username) : null,
        name: account.name,
        nameKey: searchKey(account.name),
        role: account.role,
        passwordHash,
        gradeLevel: account.gradeLevel ?? null,
        learningPreferences: [...(account.learningPreferences ?? [])],
      });
    } catch (error) {
      throw asTakenConflict(error);
    }
    this.uow.publish(userRegistered, { key: id, subjectId: id, data: { user_id: id, role: account.role } });
    return this.byId(id);
  }

  /** Throws `NotFound('user')`. */
  async byId(id: string): Promise<User> {
    const user = await this.uow.run((em) => em.findOneBy(User, { id }));
    if (!user) throw new NotFound('user');
    return user;
  }

  /** By e-mail address, or by user name when there is no `@` in it. */
  async credentials(login: string): Promise<Credentials | undefined> {
    const column = login.includes('@') ? 'email_key' : 'username_key';
    const key = login.includes('@') ? emailKey(login) : usernameKey(login);
    const [row] = await this.uow.query<{ id: string; password_hash: string | null }>(
      `SELECT id, password_hash FROM core.users WHERE ${column} = $1`,
      [key],
    );
    return row && { id: row.id, passwordHash: row.password_hash };
  }

  async passwordHashOf(id: string): Promise<string | null> {
    const [row] = await this.uow.query<{ password_hash: string | null }>('SELECT password_hash FROM core.users WHERE id = $1', [id]);
    return row?.password_hash ?? null;
  }

  async setPasswordHash(id: string, passwordHash: string): Promise<void> {
    await this.uow.em.update(User, { id }, { passwordHash, updatedAt: () => 'now()' });
    this.cache.forget(cacheKeys.profile(id));
  }
}
