import type { PersonalData } from '../../sdk/personal-data.js';

export const progressPersonalData: readonly PersonalData[] = [
  { table: 'progress_event', subject: 'user_id', export: true, erase: 'delete' },
  { table: 'course_progress', subject: 'user_id', export: true, erase: 'delete' },
  { table: 'streak', subject: 'user_id', export: true, erase: 'delete' },
];
