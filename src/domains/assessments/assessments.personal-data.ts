import type { PersonalData } from '../../sdk/personal-data.js';

export const assessmentsPersonalData: readonly PersonalData[] = [
  { table: 'assessment', subject: 'student_id', export: true, erase: 'delete', omit: ['feedback'] },
];
