import { assessmentCompleted } from './sdk/contracts/assessments.js';
import { chatMessageAdded, chatSessionEnded, chatSessionStarted } from './sdk/contracts/chat.js';
import { personEnrolled, personRemoved } from './sdk/contracts/classes.js';
import { contentItemsChanged } from './sdk/contracts/content.js';
import { submissionEvaluated } from './sdk/contracts/exercises.js';
import { pluginChanged } from './sdk/contracts/plugins.js';
import { chapterCompleted, progressLogged, recordAdded } from './sdk/contracts/progress.js';
import { quizAttemptGraded, quizAttemptRegraded } from './sdk/contracts/quizzes.js';
import { subscriptionChanged } from './sdk/contracts/subscriptions.js';
import { localeChanged } from './sdk/contracts/tenants.js';
import type { EventDefinition } from './sdk/events.js';

/** What the core publishes, for plugins to consume. */
export const coreEvents: readonly EventDefinition[] = [
  //
  assessmentCompleted,
  chapterCompleted,
  chatMessageAdded,
  chatSessionEnded,
  chatSessionStarted,
  personEnrolled,
  personRemoved,
  contentItemsChanged,
  localeChanged,
  pluginChanged,
  progressLogged,
  recordAdded,
  submissionEvaluated,
  quizAttemptGraded,
  quizAttemptRegraded,
  subscriptionChanged,
];
