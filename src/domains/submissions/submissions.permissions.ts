import { permission } from '../../sdk/roles.js';

export const submissionPermissions = [
  permission('submissions:evaluate', {
    roles: ['teacher'],
    why: 'Evaluate what learners hand in, see its hidden tests, hand in for learners one teaches, and have an exercise graded anew',
  }),
] as const;
