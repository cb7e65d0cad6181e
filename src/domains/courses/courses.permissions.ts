import { permission } from '../../sdk/roles.js';

export const coursePermissions = [
  permission('courses:write', { roles: ['teacher'], why: 'Write, order and publish courses, and see drafts' }),
] as const;
