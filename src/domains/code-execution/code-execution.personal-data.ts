import type { PersonalData } from '../../sdk/personal-data.js';

export const codeExecutionPersonalData: readonly PersonalData[] = [
  { table: 'code_execution', subject: 'user_id', export: true, erase: 'delete' },
  { table: 'code_cpu_day', subject: 'user_id', export: true, erase: 'delete' },
  { table: 'code_run', subject: 'user_id', export: false, erase: 'delete' },
];
