import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { COURSE_SUMS, FEATURE_LEARNERS, FEATURE_USES, LEARNERS, PERIOD_SUMS, STREAK_SUMS } from './overview-sql.js';
import { FEATURES, type Feature } from './overview.schemas.js';

export interface PeriodSums {
  readonly grain: 'day' | 'week' | 'month';
  readonly starts_on: string;
  readonly learners: number;
  readonly acts: number;
  readonly sessions: number;
}

export interface CourseSums {
  readonly course_id: string;
  readonly title: string;
  readonly learners: number;
  readonly chapters: number;
  readonly finished: number;
  readonly quiz_learners: number;
  readonly quiz_attempts: number;
  readonly quiz_score_sum: number;
}

export interface StreakSums {
  readonly running: number;
  readonly average_days: number | null;
  readonly longest_days: number | null;
  readonly of_a_week_or_more: number;
}

export interface FeatureSums {
  readonly learners: number;
  readonly uses: number;
}

/** What all learners of the institution did, as it was added up. None of it is counted from what they did one by one. */
@Injectable()
export class OverviewSums {
  constructor(private readonly uow: UnitOfWork) {}

  periods(from: string, to: string): Promise<PeriodSums[]> {
    return this.uow.query<PeriodSums>(PERIOD_SUMS, [from, to]);
  }

  courses(): Promise<CourseSums[]> {
    return this.uow.query<CourseSums>(COURSE_SUMS, [this.uow.tenantId]);
  }

  async streaks(yesterday: string): Promise<StreakSums> {
    return this.one<StreakSums>(STREAK_SUMS, [yesterday]);
  }

  async features(from: string, to: string): Promise<ReadonlyMap<Feature, FeatureSums>> {
    const learners = await this.one<Record<Feature, number>>(FEATURE_LEARNERS);
    const uses = await this.one<Record<Feature, number>>(FEATURE_USES, [from, to]);
    return new Map(FEATURES.map((feature) => [feature, { learners: learners[feature], uses: uses[feature] }]));
  }

  async learners(): Promise<number> {
    return (await this.one<{ learners: number }>(LEARNERS, [this.uow.tenantId])).learners;
  }

  private async one<R>(sql: string, parameters: readonly unknown[] = []): Promise<R> {
    const [row] = await this.uow.query<R>(sql, parameters);
    if (!row) throw new Error('A sum is one row');
    return row;
  }
}
