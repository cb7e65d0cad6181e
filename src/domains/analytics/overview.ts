import { Injectable } from '@nestjs/common';
import { requireContext } from '../../platform/context/request-context.js';
import { addDays, daysBetween } from '../../platform/tenancy/local-date.js';
import { tenantToday } from '../../platform/tenancy/tenant-day.js';
import { InvalidInput } from '../../sdk/errors.js';
import { Subscriptions } from '../subscriptions/subscriptions.js';
import { type CourseSums, OverviewSums, type PeriodSums, type StreakSums, type Sums } from './overview-sums.js';
import { FEATURES, type OverviewQuery, type OverviewView } from './overview.schemas.js';
import { share, shown } from './small-groups.js';

const DEFAULT_DAYS = 30;
const MOST_DAYS = 366;

type Engagement = OverviewView['engagement'];
type Adoption = OverviewView['adoption'];

/** What the institution's learners do, all together: engagement, what they learn, what they use. */
@Injectable()
export class Overview {
  constructor(
    private readonly sums: OverviewSums,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** Both days included; without them the last thirty. Throws `InvalidInput` for more than a year, or none. */
  async of(query: OverviewQuery): Promise<OverviewView> {
    const today = tenantToday(new Date());
    const { from, to } = daysOf(query, today);
    const sums = await this.sums.of({ from, to, yesterday: addDays(today, -1) });
    const premium = await this.subscriptions.premiumLearners();
    return {
      from,
      to,
      learners: sums.learners,
      engagement: { ...periodsView(sums.periods), streaks: streaksView(sums.streaks) },
      content: { courses: sums.courses.map(courseView) },
      adoption: adoptionView(sums, premium),
    };
  }
}

const adoptionView = ({ learners: everybody, featureLearners, featureUses }: Sums, premium: number): Adoption => {
  const plugins = [...(requireContext().tenant?.plugins.values() ?? [])].filter(({ effective }) => effective);
  return {
    plugins: plugins.map(({ pluginId }) => pluginId).toSorted(),
    premium: { learners: shown(premium, premium), share: shown(premium, share(premium, everybody)) },
    features: FEATURES.map((feature) => {
      const learners = featureLearners[feature];
      return {
        feature,
        learners: shown(learners, learners),
        share: shown(learners, share(learners, everybody)),
        uses: shown(learners, featureUses[feature]),
      };
    }),
  };
};

const daysOf = (query: OverviewQuery, today: string): { readonly from: string; readonly to: string } => {
  const to = query.to ?? (query.from && query.from > today ? query.from : today);
  const from = query.from ?? addDays(to, 1 - DEFAULT_DAYS);
  const days = daysBetween(from, to) + 1;
  if (days < 1) throw new InvalidInput({ to: ['Must not be before from'] });
  if (days > MOST_DAYS) throw new InvalidInput({ from: [`Ask for at most ${MOST_DAYS} days`] });
  return { from, to };
};

const periodsView = (periods: readonly PeriodSums[]): Omit<Engagement, 'streaks'> => {
  const of = (grain: PeriodSums['grain']) =>
    periods
      .filter((period) => period.grain === grain)
      .map(({ starts_on, learners, acts, sessions }) => ({
        starts_on,
        active_learners: shown(learners, learners),
        activities: shown(learners, acts),
        sessions: shown(learners, sessions),
      }));
  return { days: of('day'), weeks: of('week'), months: of('month') };
};

const streaksView = ({ running, average_days, longest_days, of_a_week_or_more: week }: StreakSums): Engagement['streaks'] => ({
  running: shown(running, running),
  average_days: shown(running, average_days),
  longest_days: shown(running, longest_days ?? 0),
  of_a_week_or_more: shown(week, shown(running, week)),
});

const courseView = (row: CourseSums): OverviewView['content']['courses'][number] => ({
  course_id: row.course_id,
  title: row.title,
  learners: shown(row.learners, row.learners),
  chapters_completed: shown(row.learners, row.chapters),
  learners_finished: shown(row.learners, row.finished),
  completion_rate: shown(row.learners, share(row.finished, row.learners)),
  quiz_attempts: shown(row.quiz_learners, row.quiz_attempts),
  average_quiz_score: shown(row.quiz_learners, share(row.quiz_score_sum, row.quiz_attempts)),
});
