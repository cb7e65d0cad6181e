import { permission } from '../../sdk/roles.js';

export const subscriptionPermissions = [permission('billing:write', { why: 'See and change who is on which plan' })] as const;
