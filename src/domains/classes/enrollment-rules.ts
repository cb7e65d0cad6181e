import { requireContext } from '../../platform/context/request-context.js';
import type { PersonSummary } from '../../sdk/contracts/people.js';
import { Forbidden } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import type { Role } from '../../sdk/roles.js';
import type { EnrollmentRole } from './enrollment.entity.js';

/** Being taught makes one's records readable, so only learners can be; teaching makes others' readable, so only staff may. */
const MAY_BE: Readonly<Record<EnrollmentRole, readonly Role[]>> = { student: ['student'], teacher: ['teacher', 'admin'] };

/** The institution decides whether teachers enroll people themselves. Throws `Forbidden`. */
export const assertMayEnroll = (caller: Principal): void => {
  if (caller.permissions.has('classes:all')) return;
  if (requireContext().tenant?.policies.teacher_enrollment !== 'any') {
    throw new Forbidden('Only administrators enroll people at this institution');
  }
};

/** Why somebody cannot be in a class as this, or undefined. */
export const misfitOf = (person: PersonSummary, role: EnrollmentRole): string | undefined =>
  MAY_BE[role].includes(person.role) ? undefined : `Somebody with the role ${person.role} cannot be in a class as ${role}`;
