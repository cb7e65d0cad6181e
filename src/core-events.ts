import { assessmentCompleted } from './sdk/contracts/assessments.js';
import { chatMessageAdded, chatSessionEnded, chatSessionStarted } from './sdk/contracts/chat.js';
import { classDeleted, personEnrolled, personRemoved } from './sdk/contracts/classes.js';
import { contentItemsChanged } from './sdk/contracts/content.js';
import { courseDeleted, courseOutlineChanged, coursePublished, courseUnpublished } from './sdk/contracts/courses.js';
import { submissionEvaluated } from './sdk/contracts/exercises.js';
import { guardianLinkChanged, userRegistered, userUpdated } from './sdk/contracts/people.js';
import { pluginChanged } from './sdk/contracts/plugins.js';
import { chapterCompleted, progressLogged, recordAdded } from './sdk/contracts/progress.js';
import { quizAttemptGraded, quizAttemptRegraded } from './sdk/contracts/quizzes.js';
import { subscriptionChanged } from './sdk/contracts/subscriptions.js';
import { localeChanged, tenantPoliciesChanged } from './sdk/contracts/tenants.js';
import type { EventDefinition } from './sdk/events.js';

/** What the core publishes, for plugins and whoever reads the topics to consume: every event of `sdk/contracts`. */
export const coreEvents: readonly EventDefinition[] = [
  //
  assessmentCompleted,
  chapterCompleted,
  chatMessageAdded,
  chatSessionEnded,
  chatSessionStarted,
  classDeleted,
  contentItemsChanged,
  courseDeleted,
  courseOutlineChanged,
  coursePublished,
  courseUnpublished,
  guardianLinkChanged,
  localeChanged,
  personEnrolled,
  personRemoved,
  pluginChanged,
  progressLogged,
  quizAttemptGraded,
  quizAttemptRegraded,
  recordAdded,
  submissionEvaluated,
  subscriptionChanged,
  tenantPoliciesChanged,
  userRegistered,
  userUpdated,
];
