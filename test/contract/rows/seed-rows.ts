/**
 * The routes of the five source systems, numbered through all of them: S0 LearnFlow (architecture), S1 LearnFlow (implementation),
 * S2 Course Companion, S3 Kids After School, S4 NeuroLearn. Rows without a number are described in prose there.
 */
export interface SeedRow {
  /** `S2-40`. */
  readonly row: string;
  /** As its own front ends call it. */
  readonly seed: string;
  /** What answers it here, as in the OpenAPI document. The test of the row calls each of them. */
  readonly routes: readonly string[];
  /** It answers everybody the same, whatever they send: there is nothing to refuse. */
  readonly refusesNobody?: true;
  /** The part that brings it; undefined for what is here. */
  readonly later?: LaterPart;
}

/** What is still to come, and why its rows wait. */
export const LATER_PARTS = {
  'hybrid-ai': 'a plugin of its own, on the gateway to models',
  'emotion-detection': 'a plugin of its own, with consent',
  'adaptive-engine': 'a plugin of its own, which brings rooms as co-learning does',
} as const;

export type LaterPart = keyof typeof LATER_PARTS;

const canonical = (route: string): string => (route.includes(' //') ? route.replace(' //', ' /') : route.replace(' /', ' /api/v1/'));

/** Routes are written as under `/api/v1`; `//health` lies outside. */
const here = (row: string, seed: string, ...routes: readonly string[]): SeedRow => ({ row, seed, routes: routes.map(canonical) });
const later = (part: LaterPart, row: string, seed: string, ...routes: readonly string[]): SeedRow => ({
  ...here(row, seed, ...routes),
  later: part,
});

const GUARDIANS = '/users/{id}/guardians/{guardian_id}';
const ROOMS = '/colearning/rooms';
const ENROLLMENTS = '/classes/{id}/enrollments';

export const seedRows: readonly SeedRow[] = [
  here('S0-1', 'POST /auth/login', 'POST /auth/login'),
  here('S0-2', 'POST /auth/register', 'POST /auth/register'),
  here('S0-3', 'POST /auth/logout', 'POST /auth/logout'),
  here('S0-4', 'GET /auth/me', 'GET /auth/me'),
  here('S0-5', 'GET /modules', 'GET /courses'),
  here('S0-6', 'GET /modules/{id}', 'GET /courses/{id}'),
  here('S0-7', 'PUT /modules/{id}/progress', 'PUT /progress/me/courses/{id}'),
  here('S0-8', 'GET /progress/user/{user_id}', 'GET /progress/{user_id}'),
  here('S0-9', 'POST /code/execute', 'POST /code/execute'),
  here('S0-10', 'POST /code/submit', 'POST /submissions'),
  here('S0-11', 'GET /code/history/{user_id}', 'GET /code/history/{user_id}'),
  here('S0-12', 'POST /chat/message', 'POST /chat/message'),
  here('S0-13', 'GET /chat/conversation/{id}', 'GET /chat/sessions/{id}'),
  here(
    'S0-classes',
    'Classes and enrollments',
    'GET /classes',
    'POST /classes',
    'GET /classes/{id}',
    'PATCH /classes/{id}',
    'DELETE /classes/{id}',
    `GET ${ENROLLMENTS}`,
    `POST ${ENROLLMENTS}`,
    `DELETE ${ENROLLMENTS}/{user_id}`,
  ),
  here('S0-class-courses', 'Classes and their modules', 'PUT /classes/{id}/courses/{course_id}'),

  here('S1-14', 'POST /api/auth/register', 'POST /auth/register'),
  here('S1-15', 'POST /api/auth/login', 'POST /auth/login'),
  here('S1-16', 'POST /api/auth/change-password', 'POST /auth/change-password'),
  here('S1-17', 'GET /api/auth/me', 'GET /auth/me'),
  here('S1-18', 'POST /api/auth/refresh', 'POST /auth/refresh'),
  { ...here('S1-19', 'GET /api/health', 'GET //api/health'), refusesNobody: true },
  here('S1-20', 'POST /api/exercises/', 'POST /exercises'),
  here('S1-21', 'GET /api/exercises/', 'GET /exercises'),
  here('S1-22', 'GET /api/exercises/{exercise_id}', 'GET /exercises/{id}'),
  here('S1-23', 'PUT /api/exercises/{exercise_id}', 'PUT /exercises/{id}'),
  here('S1-24', 'DELETE /api/exercises/{exercise_id}', 'DELETE /exercises/{id}'),
  here('S1-25', 'POST /api/submissions/', 'POST /submissions'),
  here('S1-26', 'GET /api/submissions/{submission_id}', 'GET /submissions/{id}'),
  here('S1-27', 'GET /api/submissions/student/{student_id}', 'GET /submissions'),
  here('S1-28', 'GET /api/submissions/exercise/{exercise_id}', 'GET /submissions'),
  here('S1-29', 'PUT /api/submissions/{submission_id}/evaluate', 'PUT /submissions/{id}/evaluate'),
  here('S1-30', 'POST /api/chat/sessions/', 'POST /chat/sessions'),
  here('S1-31', 'GET /api/chat/sessions/{student_id}', 'GET /chat/sessions'),
  here('S1-32', 'GET /api/chat/sessions/{session_id}/messages', 'GET /chat/sessions/{id}/messages'),
  here('S1-33', 'POST /api/chat/sessions/{session_id}/messages', 'POST /chat/sessions/{id}/messages'),
  here('S1-34', 'PUT /api/chat/sessions/{session_id}/end', 'PUT /chat/sessions/{id}/end'),
  here('S1-35', 'WS /api/chat/ws/{session_id}', 'WS /chat/ws/{session_id}'),
  here('S1-36', 'GET /api/analytics/student/{student_id}/progress', 'GET /analytics/students/{id}/progress'),
  here('S1-37', 'GET /api/analytics/student/{student_id}/stats', 'GET /analytics/students/{id}/stats'),
  here('S1-38', 'GET /api/analytics/exercise/{exercise_id}/stats', 'GET /analytics/exercises/{id}/stats'),
  here('S1-39', 'GET /api/analytics/leaderboard', 'GET /analytics/leaderboard'),
  here('S1-audit', 'The table system_events', 'GET /system-events', 'GET /audit-events'),

  here('S2-40', 'GET /api/v1/courses', 'GET /courses'),
  here('S2-41', 'GET /api/v1/courses/{course_id}', 'GET /courses/{id}'),
  here('S2-42', 'GET /api/v1/courses/{course_id}/chapters', 'GET /courses/{id}/chapters'),
  here('S2-43', 'GET /api/v1/chapters/{chapter_id}', 'GET /chapters/{id}'),
  here('S2-44', 'GET /api/v1/chapters/{chapter_id}/next', 'GET /chapters/{id}/next'),
  here('S2-45', 'GET /api/v1/chapters/{chapter_id}/previous', 'GET /chapters/{id}/previous'),
  here('S2-46', 'GET /api/v1/quizzes/{quiz_id}', 'GET /quizzes/{id}'),
  here('S2-47', 'POST /api/v1/quizzes/submit', 'POST /quizzes/submit'),
  here('S2-48', 'GET /api/v1/quizzes/attempts/{user_id}/{quiz_id}', 'GET /quizzes/attempts/{user_id}/{quiz_id}'),
  here('S2-49', 'GET /api/v1/quizzes/user/{user_id}/course/{course_id}', 'GET /quizzes/user/{user_id}/course/{course_id}'),
  here(
    'S2-50',
    'POST /api/v1/progress/{user_id}/courses/{course_id}/chapters/{chapter_id}',
    'POST /progress/{user_id}/courses/{course_id}/chapters/{chapter_id}',
  ),
  here('S2-51', 'GET /api/v1/progress/{user_id}/courses/{course_id}', 'GET /progress/{user_id}/courses/{course_id}'),
  here('S2-52', 'GET /api/v1/progress/{user_id}/courses', 'GET /progress/{user_id}/courses'),
  here('S2-53', 'PUT /api/v1/progress/{user_id}/streak/reset', 'PUT /progress/{user_id}/streak/reset'),
  here('S2-54', 'GET /api/v1/search', 'GET /search'),
  here('S2-55', 'GET /api/v1/search/courses', 'GET /search/courses'),
  here('S2-56', 'GET /api/v1/search/chapters', 'GET /search/chapters'),
  later('hybrid-ai', 'S2-57', 'POST /hybrid/adaptive-learning', 'POST /hybrid/adaptive-learning'),
  later('hybrid-ai', 'S2-58', 'POST /hybrid/llm-assessment', 'POST /hybrid/llm-assessment'),
  later('hybrid-ai', 'S2-59', 'POST /hybrid/synthesis', 'POST /hybrid/synthesis'),
  later('hybrid-ai', 'S2-60', 'POST /hybrid/mentor-session', 'POST /hybrid/mentor-session'),
  later('hybrid-ai', 'S2-61', 'GET /hybrid/usage/{user_id}', 'GET /hybrid/usage/{user_id}'),
  here('S2-overview', 'Business metrics', 'GET /analytics/overview'),
  here('S2-subscriptions', 'The table subscriptions', 'GET /subscriptions/me', 'PUT /users/{id}/subscription'),

  here('S3-62', 'POST /auth/login', 'POST /auth/login'),
  here('S3-63', 'POST /auth/refresh', 'POST /auth/refresh'),
  here('S3-64', 'POST /users', 'POST /users'),
  here(
    'S3-65',
    'GET /users/{id}',
    'GET /users/{id}',
    'PATCH /users/{id}',
    'GET /users',
    'GET /users/{id}/children',
    `PUT ${GUARDIANS}`,
    `DELETE ${GUARDIANS}`,
  ),
  here('S3-66', 'POST /progress', 'POST /progress/records'),
  here('S3-67', 'GET /progress/{student_id}', 'GET /progress/{user_id}'),
  here('S3-68', 'GET /content/{grade}/{subject}', 'GET /content/{grade}/{subject}'),
  here('S3-69', 'GET /content/{grade}/{subject}/{topic}', 'GET /content/{grade}/{subject}/{topic}'),
  here('S3-70', 'POST /assessments', 'POST /assessments'),
  here('S3-flow', 'Supabase authentication flow', 'POST /auth/exchange'),
  here('S3-questions', 'The backend selects appropriate questions', 'GET /assessments/questions'),

  here('S4-71', 'POST /login', 'POST /auth/login'),
  later('emotion-detection', 'S4-72', 'POST /emotion/detect', 'POST /emotion/detect'),
  here('S4-73', 'Socket.IO', 'WS //socket.io/'),
  later('adaptive-engine', 'S4-lessons', 'Socket.IO: learning sessions', 'WS //socket.io/ lesson_update'),
  here(
    'S4-rooms',
    'Co-learning rooms',
    `POST ${ROOMS}`,
    `GET ${ROOMS}`,
    `POST ${ROOMS}/{id}/join`,
    `POST ${ROOMS}/{id}/leave`,
    `GET ${ROOMS}/{id}/activity`,
  ),
];

/** Rows whose domain is being built. This list has to become empty; a row leaves it with its test. */
export const AWAITED_ROWS: readonly string[] = [];
