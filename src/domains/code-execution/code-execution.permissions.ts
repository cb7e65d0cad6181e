import { permission } from '../../sdk/roles.js';

export const codeExecutionPermissions = [
  permission('code:usage', { why: 'See how much processor time the people of the institution use for running code' }),
] as const;
