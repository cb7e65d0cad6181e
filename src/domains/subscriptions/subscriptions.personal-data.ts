import type { PersonalData } from '../../sdk/personal-data.js';

export const subscriptionPersonalData: readonly PersonalData[] = [
  { table: 'subscription_period', subject: 'user_id', export: true, erase: 'delete' },
];
