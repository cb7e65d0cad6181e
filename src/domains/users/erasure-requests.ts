import { Injectable } from '@nestjs/common';
import { Sessions } from '../../platform/auth/sessions.js';
import type { JobView } from '../../platform/jobs/jobs.schemas.js';
import { OwnJobs } from '../../platform/jobs/own-jobs.js';
import { erasePerson } from '../../platform/personal-data/erase-person.js';
import { userUpdated } from '../../sdk/contracts/people.js';
import type { Principal } from '../../sdk/principal.js';
import { Jobs } from '../../sdk/jobs.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { assertAnotherAdmin, lockUser } from './change-user.js';
import { Profiles } from './profiles.js';
import { User } from './user.entity.js';

/** Erasing somebody: the account closes at once, a job removes what every domain and plugin holds. */
@Injectable()
export class ErasureRequests {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly jobs: Jobs,
    private readonly ownJobs: OwnJobs,
    private readonly sessions: Sessions,
    private readonly profiles: Profiles,
  ) {}

  async request(caller: Principal, id: string): Promise<JobView> {
    return this.uow.run(async (em) => {
      const user = await lockUser(em, id);
      if (user.role === 'admin' && user.isActive) await assertAnotherAdmin(em, id);
      await em.update(User, { id }, { isActive: false, erasingAt: () => 'now()', updatedAt: () => 'now()' });
      await this.sessions.revokeAllOf(id, 'account');
      this.profiles.forget(id);
      const data = { user_id: id, role: user.role, is_active: false, changed: ['is_active'] };
      this.uow.publish(userUpdated, { key: id, subjectId: id, data });
      const job = await this.jobs.enqueue(erasePerson, { user_id: id }, { subjectId: id, ownerId: caller.userId });
      this.uow.audit({ action: 'users.erasure-requested', category: 'staff', target: { type: 'user', id }, detail: { job_id: job.id } });
      return this.ownJobs.get(caller, job.id);
    });
  }
}
