import type { Principal } from '../../sdk/principal.js';

/** Whether the caller teaches or administers. */
export const isStaff = ({ role }: Pick<Principal, 'role'>): boolean => role === 'teacher' || role === 'admin';

/** How far to trust what somebody says about a learner: the word of staff counts, but not about themselves. */
export const assertedTrust = (caller: Principal, learnerId: string): 'staff' | 'client_asserted' =>
  isStaff(caller) && caller.userId !== learnerId ? 'staff' : 'client_asserted';
