import type { PersonalData } from '../../sdk/personal-data.js';

export const chatPersonalData: readonly PersonalData[] = [
  { table: 'chat_message', subject: 'student_id', export: true, erase: 'delete', omit: ['awaited_until'] },
  { table: 'chat_session', subject: 'student_id', export: true, erase: 'delete' },
];
