import { Injectable } from '@nestjs/common';
import { storedPolicies } from '../../platform/tenancy/stored-policies.js';
import { makePseudonym } from '../../sdk/pseudonym.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import {
  COUNT_COURSES,
  COUNT_DAYS,
  COUNT_EXERCISES,
  COUNT_FINISHED,
  COUNT_PERIODS,
  COUNT_STANDING,
  ENTER,
  LOCK,
  REMOVE_STRAYS,
} from './learner-sql.js';

/** What may have changed. What is not named has not. */
export interface Changed {
  /** `YYYY-MM-DD` of the institution's calendar. */
  readonly day?: string;
  readonly courseId?: string;
  readonly exerciseId?: string;
}

/**
 * What is known of learners for comparing them and adding them up. It is counted anew from the log and the progress each
 * time, one small part at a time, so the order of the tidings does not matter, nor how often they come.
 */
@Injectable()
export class LearnerCounts {
  constructor(private readonly uow: UnitOfWork) {}

  /** Counts the changed parts anew. For somebody who is gone there is nothing to count. */
  async refresh(userId: string, { day, courseId, exerciseId }: Changed): Promise<void> {
    await this.uow.run(async (em) => {
      const people = await this.lock([userId]);
      if (people.length === 0) return;
      if (day) {
        await em.query(COUNT_DAYS, [people, day]);
        await em.query(COUNT_PERIODS, [people, day]);
      }
      if (courseId) await em.query(COUNT_COURSES, [people, courseId]);
      if (exerciseId) await this.exercises(people, exerciseId);
    });
  }

  /** Where somebody stands, after their account changed. */
  async refreshStanding(userId: string): Promise<void> {
    await this.uow.run(async (em) => {
      await em.query(COUNT_STANDING, [await this.lock([userId])]);
    });
  }

  /** Counts everything of these people, and removes what nothing stands for. */
  async refreshAll(userIds: readonly string[]): Promise<void> {
    await this.uow.run(async (em) => {
      const people = await this.lock(userIds);
      const [days, ...others] = REMOVE_STRAYS;
      await em.query(days, [people]);
      await em.query(COUNT_DAYS, [people, null]);
      for (const sql of others) await em.query(sql, [people]);
      await em.query(COUNT_PERIODS, [people, null]);
      await em.query(COUNT_COURSES, [people, null]);
      await this.exercises(people, null);
    });
  }

  /** What these people have completed. */
  async refreshExercises(userIds: readonly string[]): Promise<void> {
    await this.uow.run(async () => {
      await this.exercises(await this.lock(userIds), null);
    });
  }

  /** Whether these people are through with a course, after it got or lost a chapter. */
  async refreshFinished(userIds: readonly string[], courseId: string): Promise<void> {
    await this.uow.run(async (em) => {
      await em.query(COUNT_FINISHED, [await this.lock(userIds), courseId]);
    });
  }

  /** Locked first and in a statement of its own: what is counted after that sees all that was committed before. */
  private async lock(userIds: readonly string[]): Promise<string[]> {
    const held = await this.locked(userIds);
    if (held.length === userIds.length) return held;
    await this.uow.em.query(ENTER, [userIds, userIds.map(() => makePseudonym())]);
    return this.locked(userIds);
  }

  private async locked(userIds: readonly string[]): Promise<string[]> {
    const rows = await this.uow.em.query<{ user_id: string }[]>(LOCK, [userIds]);
    return rows.map((row) => row.user_id);
  }

  private async exercises(people: readonly string[], exerciseId: string | null): Promise<void> {
    // past every snapshot: who is told of new thresholds counts by them
    const { completed, mastered } = (await storedPolicies(this.uow)).exercise_thresholds;
    await this.uow.em.query(COUNT_EXERCISES, [people, exerciseId, completed, mastered]);
    await this.uow.em.query(COUNT_STANDING, [people]);
  }
}
