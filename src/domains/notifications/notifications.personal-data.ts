import type { PersonalData } from '../../sdk/personal-data.js';

export const notificationPersonalData: readonly PersonalData[] = [
  { table: 'notification', subject: 'user_id', export: true, erase: 'delete', omit: ['once'] },
  { table: 'notification_counter', subject: 'user_id', export: false, erase: 'delete' },
];
