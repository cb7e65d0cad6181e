import { permission } from '../../sdk/roles.js';

export const tenantPermissions = [
  permission('tenants:read', { scope: 'installation', why: 'See the institutions of the installation' }),
  permission('tenants:write', { scope: 'installation', why: 'Onboard, change and close institutions' }),
  permission('tenant:write', { why: 'Change the name, branding, policies and limits of the own institution' }),
];
