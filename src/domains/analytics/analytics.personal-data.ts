import type { PersonalData } from '../../sdk/personal-data.js';

/** The sums over all learners follow: what goes here is taken off there. */
export const analyticsPersonalData: readonly PersonalData[] = [
  { table: 'learner_activity', subject: 'user_id', export: true, erase: 'delete' },
  { table: 'learner_course', subject: 'user_id', export: true, erase: 'delete' },
  { table: 'learner_exercise', subject: 'user_id', export: true, erase: 'delete' },
  { table: 'learner_standing', subject: 'user_id', export: true, erase: 'delete' },
];
