import { assessmentsRows } from './assessments.rows.js';
import { analyticsRows } from './analytics.rows.js';
import { authRows } from './auth.rows.js';
import { classesRows } from './classes.rows.js';
import { chatRows } from './chat.rows.js';
import { coLearningRows } from './co-learning.rows.js';
import { codeRows } from './code.rows.js';
import { contentRows } from './content.rows.js';
import { coursesRows } from './courses.rows.js';
import { exercisesRows } from './exercises.rows.js';
import { operationsRows } from './operations.rows.js';
import { progressRows } from './progress.rows.js';
import { quizzesRows } from './quizzes.rows.js';
import type { RowTests } from './row-trial.js';
import { submissionsRows } from './submissions.rows.js';
import { subscriptionsRows } from './subscriptions.rows.js';
import { searchRows } from './search.rows.js';
import { usersRows } from './users.rows.js';

/** The test of each row, by domain. */
export const rowTests: RowTests = {
  ...authRows,
  ...usersRows,
  ...classesRows,
  ...coursesRows,
  ...contentRows,
  ...progressRows,
  ...analyticsRows,
  ...quizzesRows,
  ...assessmentsRows,
  ...exercisesRows,
  ...submissionsRows,
  ...subscriptionsRows,
  ...operationsRows,
  ...searchRows,
  ...codeRows,
  ...chatRows,
  ...coLearningRows,
};
