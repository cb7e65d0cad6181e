import { permission } from '../../sdk/roles.js';

export const analyticsPermissions = [
  permission('analytics:read', {
    roles: ['teacher'],
    why: 'See what the learners of the institution do together, and figures that few of them make up',
  }),
] as const;
