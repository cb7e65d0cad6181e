import { Injectable } from '@nestjs/common';
import { CACHE_SECONDS, cacheKeys } from '../../platform/cache/cache-keys.js';
import { Cache } from '../../platform/cache/cache.js';
import { Accounts } from './accounts.js';
import { type UserView, userView } from './user.view.js';

/**
 * People as they are shown, from the cache. For showing only: whether somebody may do something is never decided by the
 * role or the activity in it. Whether the caller may see this person is to be checked before.
 */
@Injectable()
export class Profiles {
  constructor(
    private readonly accounts: Accounts,
    private readonly cache: Cache,
  ) {}

  /** Throws `NotFound('user')`. */
  async read(id: string): Promise<UserView> {
    return this.cache.read(cacheKeys.profile(id), CACHE_SECONDS, async () => userView(await this.accounts.byId(id)));
  }

  /** Whoever changes an account calls this in the unit of work that does it. */
  forget(id: string): void {
    this.cache.forget(cacheKeys.profile(id));
  }
}
