import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { OVERVIEW_SUMS } from './overview-sql.js';
import type { Feature } from './overview.schemas.js';

export interface PeriodSums {
  readonly grain: 'day' | 'week' | 'month';
  /** `YYYY-MM-DD`. */
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

export interface Sums {
  /** Active accounts of students. */
  readonly learners: number;
  /** In order. */
  readonly periods: readonly PeriodSums[];
  /** Most learned first. */
  readonly courses: readonly CourseSums[];
  readonly streaks: StreakSums;
  readonly featureLearners: Readonly<Record<Feature, number>>;
  readonly featureUses: Readonly<Record<Feature, number>>;
}

/** Days of the institution's calendar, `YYYY-MM-DD`. */
export interface Days {
  readonly from: string;
  readonly to: string;
  readonly yesterday: string;
}

/** What all learners of the institution did, as it was added up. None of it is counted from what they did one by one. */
@Injectable()
export class OverviewSums {
  constructor(private readonly uow: UnitOfWork) {}

  async of({ from, to, yesterday }: Days): Promise<Sums> {
    const [sums] = await this.uow.query<Sums>(OVERVIEW_SUMS, [from, to, this.uow.tenantId, yesterday]);
    if (!sums) throw new Error('Sums are one row');
    return sums;
  }
}
