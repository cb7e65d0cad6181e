import type { PersonalData } from '../../sdk/personal-data.js';

export const classPersonalData: readonly PersonalData[] = [{ table: 'enrollment', subject: 'user_id', export: true, erase: 'delete' }];
