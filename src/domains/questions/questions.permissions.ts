import { permission } from '../../sdk/roles.js';

export const questionPermissions = [
  permission('quizzes:write', { roles: ['teacher'], why: 'Write questions and quizzes, and see their keys' }),
] as const;
