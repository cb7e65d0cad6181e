import type { BadgeRule } from './badge-rule.js';

interface DefaultBadge {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly rule: BadgeRule;
}

const atLeast = (count: number, of: BadgeRule['of']): BadgeRule => ({ kind: 'min_count', of, count });

/** What every institution begins with; it may change and retire them. */
export const DEFAULT_BADGES: readonly DefaultBadge[] = [
  { key: 'first-steps', name: 'First steps', description: 'Completed a first chapter', rule: atLeast(1, 'chapters') },
  { key: 'page-turner', name: 'Page turner', description: 'Completed 10 chapters', rule: atLeast(10, 'chapters') },
  { key: 'bookworm', name: 'Bookworm', description: 'Completed 50 chapters', rule: atLeast(50, 'chapters') },
  { key: 'hundred', name: 'Hundred', description: 'Collected 100 points', rule: atLeast(100, 'points') },
  { key: 'three-days', name: 'Three in a row', description: 'Learned on three days in a row', rule: atLeast(3, 'streak_days') },
  { key: 'whole-week', name: 'A whole week', description: 'Learned on seven days in a row', rule: atLeast(7, 'streak_days') },
];
