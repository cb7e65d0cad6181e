import { permission } from '../../sdk/roles.js';

export const exercisePermissions = [
  permission('exercises:write', {
    roles: ['teacher'],
    why: 'Write, check and publish exercises, and see drafts, hidden tests and solutions',
  }),
] as const;
