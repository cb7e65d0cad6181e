import type { PersonalData } from '../../sdk/personal-data.js';

export const exercisePersonalData: readonly PersonalData[] = [{ table: 'hint_reveal', subject: 'user_id', export: true, erase: 'delete' }];
