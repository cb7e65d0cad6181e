import type { PersonalData } from '../../sdk/personal-data.js';

/** Results hold what hidden tests expected: what a person gets of themselves is what they handed in, its score and what they were told. */
export const submissionPersonalData: readonly PersonalData[] = [
  {
    table: 'submission_regrade',
    subject: 'student_id',
    export: true,
    erase: 'delete',
    omit: ['regraded_by'],
  },
  { table: 'submission_regrade', subject: 'regraded_by', export: false, erase: 'pseudonymise' },
  { table: 'submission', subject: 'student_id', export: true, erase: 'delete', omit: ['results', 'submitted_by', 'staff_id'] },
  { table: 'submission', subject: 'submitted_by', export: false, erase: 'pseudonymise' },
  { table: 'submission', subject: 'staff_id', export: false, erase: 'pseudonymise' },
];
