import type { Migration } from '../src/sdk/migration.js';
import tenancy from './0001-tenancy.js';
import people from './0002-people.js';
import plugins from './0003-plugins.js';
import events from './0004-events.js';
import jobs from './0005-jobs.js';
import requests from './0006-requests.js';
import classes from './0007-classes.js';
import courses from './0008-courses.js';
import progress from './0009-progress.js';
import tenantAdministration from './0010-tenant-administration.js';
import questions from './0011-questions.js';
import quizzes from './0012-quizzes.js';
import progressLog from './0013-progress-log.js';
import subscriptions from './0014-subscriptions.js';
import analytics from './0015-analytics.js';
import content from './0016-content.js';
import classCourses from './0017-class-courses.js';
import search from './0018-search.js';
import progressActors from './0019-progress-actors.js';
import codeExecution from './0020-code-execution.js';
import exercises from './0021-exercises.js';
import submissions from './0022-submissions.js';
import idempotencyLease from './0023-idempotency-lease.js';
import jobQueues from './0024-job-queues.js';
import chat from './0026-chat.js';
import searchTerms from './0027-search-terms.js';
import notifications from './0028-notifications.js';
import schedules from './0029-schedules.js';
import failingConsumers from './0034-failing-consumers.js';

/** The history of schema `core`, in order. */
export const coreMigrations: readonly Migration[] = [
  //
  tenancy,
  people,
  plugins,
  events,
  jobs,
  requests,
  classes,
  courses,
  progress,
  tenantAdministration,
  questions,
  quizzes,
  progressLog,
  subscriptions,
  analytics,
  content,
  classCourses,
  search,
  progressActors,
  codeExecution,
  exercises,
  submissions,
  idempotencyLease,
  jobQueues,
  chat,
  searchTerms,
  notifications,
  schedules,
  failingConsumers,
];
