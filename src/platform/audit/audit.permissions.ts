import { permission } from '../../sdk/roles.js';

export const auditPermissions = [
  permission('audit:read', { roles: ['operator'], why: 'See who did what: acts of staff, security, configuration, and of the system' }),
];
