import type { PersonalData } from '../../sdk/personal-data.js';

export const progressPersonalData: readonly PersonalData[] = [
  { table: 'progress_event', subject: 'user_id', export: true, erase: 'delete', omit: ['actor_id'] },
  // what somebody did for others stays theirs, without the name
  { table: 'progress_event', subject: 'actor_id', export: false, erase: 'pseudonymise' },
  { table: 'course_progress', subject: 'user_id', export: true, erase: 'delete' },
  { table: 'topic_progress', subject: 'user_id', export: true, erase: 'delete' },
  { table: 'exercise_progress', subject: 'user_id', export: true, erase: 'delete' },
  { table: 'streak', subject: 'user_id', export: true, erase: 'delete' },
];
