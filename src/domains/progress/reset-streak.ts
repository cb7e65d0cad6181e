import { Injectable } from '@nestjs/common';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { Preconditions } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ProgressLog } from './progress-log.js';
import { type StreakResetView, streakView } from './progress.schemas.js';
import { Streaks } from './projections/streaks.js';
import type { Streak } from './streak.js';

const resetView = (streak: Streak): StreakResetView => ({ message: 'Streak reset', streak: streakView(streak) });

/** A learner starts the streak anew; the longest one is kept. */
@Injectable()
export class ResetStreak {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly streaks: Streaks,
    private readonly log: ProgressLog,
    private readonly preconditions: Preconditions,
  ) {}

  /** One's own only. */
  async run(caller: Principal, userId: string): Promise<StreakResetView> {
    this.access.assertOwn(caller, userId);
    return this.uow.run(async () => {
      this.preconditions.check(resetView(await this.streaks.lock(userId)));
      const { streak } = await this.log.append({
        userId,
        actorId: caller.userId,
        trust: 'client_asserted',
        occurredAt: new Date(),
        entry: { kind: 'streak_reset' },
      });
      return resetView(streak);
    });
  }
}
