import type { PersonalData } from '../../sdk/personal-data.js';

/** The questions of an attempt hold their keys: what a person gets of themselves is what they answered, and the score. */
export const quizPersonalData: readonly PersonalData[] = [
  { table: 'quiz_regrade', subject: 'user_id', export: true, erase: 'delete', omit: ['question_before', 'regraded_by'] },
  { table: 'quiz_regrade', subject: 'regraded_by', export: false, erase: 'pseudonymise' },
  { table: 'quiz_attempt', subject: 'user_id', export: true, erase: 'delete', omit: ['questions', 'correct_ids'] },
];
