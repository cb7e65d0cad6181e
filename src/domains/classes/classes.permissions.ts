import { permission } from '../../sdk/roles.js';

export const classPermissions = [
  permission('classes:read', { roles: ['teacher'], why: 'See who is in the classes one teaches' }),
  permission('classes:write', { roles: ['teacher'], why: 'Create classes, change those one teaches and enroll people in them' }),
  permission('classes:all', { why: 'Do so for every class of the institution, taught by oneself or not' }),
  permission('terms:write', { why: 'Say when the terms of the institution begin and end' }),
] as const;
