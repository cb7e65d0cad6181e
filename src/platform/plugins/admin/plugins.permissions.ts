import { permission } from '../../../sdk/roles.js';

export const pluginPermissions = [
  permission('plugins:read', { roles: ['operator'], why: 'See the plugins, and what the own institution has set' }),
  permission('plugins:write', { why: 'Switch plugins of the own institution on and off, change their settings' }),
];
