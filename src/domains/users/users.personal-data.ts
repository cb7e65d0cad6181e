import type { PersonalData } from '../../sdk/personal-data.js';

export const userPersonalData: readonly PersonalData[] = [
  { table: 'users', subject: 'id', export: true, erase: 'delete', omit: ['email_key', 'username_key', 'name_key'] },
  { table: 'session', subject: 'user_id', export: true, erase: 'delete' },
  { table: 'external_identity', subject: 'user_id', export: true, erase: 'delete' },
  { table: 'guardian_link', subject: 'child_id', export: true, erase: 'delete' },
  { table: 'guardian_link', subject: 'guardian_id', export: true, erase: 'delete' },
  { table: 'guardian_link', subject: 'made_by', export: false, erase: 'pseudonymise' },
];
