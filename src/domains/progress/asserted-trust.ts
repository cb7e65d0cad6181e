import type { Principal } from '../../sdk/principal.js';

/** How far to trust what somebody says about a learner: the word of teachers and administrators counts, but not about themselves. */
export const assertedTrust = ({ role, userId }: Principal, learnerId: string): 'staff' | 'client_asserted' =>
  (role === 'teacher' || role === 'admin') && userId !== learnerId ? 'staff' : 'client_asserted';
