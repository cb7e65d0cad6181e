import { permission } from '../../sdk/roles.js';

export const contentPermissions = [
  permission('content:write', { roles: ['teacher'], why: 'Write, import and export content by grade, subject and topic' }),
] as const;
