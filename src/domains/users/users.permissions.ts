import { permission } from '../../sdk/roles.js';

export const userPermissions = [
  permission('users:read', { roles: ['teacher'], why: 'Find people: teachers those of their classes, admins everybody' }),
  permission('users:write', { why: 'Create, change, close and erase accounts, link guardians' }),
];
