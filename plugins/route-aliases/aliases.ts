import type { RouteAlias } from 'lectern/sdk';

/** Signing in, at the root and below `/api`. */
const auth: readonly RouteAlias[] = [
  { method: '*', from: '/auth/{rest*}', to: '/auth/{rest*}' },
  { method: '*', from: '/api/auth/{rest*}', to: '/auth/{rest*}' },
];

/** Courses were modules, and came with their chapters. */
const modules: readonly RouteAlias[] = [
  { method: 'GET', from: '/modules', to: '/courses' },
  { method: 'GET', from: '/modules/{id}', to: '/courses/{id}?include=chapters' },
];

const people: readonly RouteAlias[] = [
  { method: '*', from: '/users', to: '/users' },
  { method: '*', from: '/users/{id}', to: '/users/{id}' },
];

const content: readonly RouteAlias[] = [{ method: 'GET', from: '/content/{rest*}', to: '/content/{rest*}' }];

/** Answers of a learner, graded at once. */
const assessments: readonly RouteAlias[] = [{ method: '*', from: '/assessments', to: '/assessments' }];

const progress: readonly RouteAlias[] = [
  { method: 'PUT', from: '/modules/{id}/progress', to: '/progress/me/courses/{id}' },
  { method: 'GET', from: '/progress/user/{user_id}', to: '/progress/{user_id}' },
  { method: 'GET', from: '/progress/{student_id}', to: '/progress/{student_id}' },
  { method: 'POST', from: '/progress', to: '/progress/records' },
];

const analytics: readonly RouteAlias[] = [
  { method: 'GET', from: '/api/analytics/student/{id}/{rest*}', to: '/analytics/students/{id}/{rest*}' },
  { method: 'GET', from: '/api/analytics/exercise/{id}/stats', to: '/analytics/exercises/{id}/stats' },
  { method: 'GET', from: '/api/analytics/leaderboard', to: '/analytics/leaderboard' },
];

const exercises: readonly RouteAlias[] = [
  { method: '*', from: '/api/exercises', to: '/exercises' },
  { method: '*', from: '/api/exercises/{rest*}', to: '/exercises/{rest*}' },
];

/** What is handed in, by whom or for what. */
const submissions: readonly RouteAlias[] = [
  { method: 'POST', from: '/code/submit', to: '/submissions' },
  { method: '*', from: '/api/submissions', to: '/submissions' },
  { method: 'GET', from: '/api/submissions/student/{student_id}', to: '/submissions?student_id={student_id}' },
  { method: 'GET', from: '/api/submissions/exercise/{exercise_id}', to: '/submissions?exercise_id={exercise_id}' },
  { method: '*', from: '/api/submissions/{rest*}', to: '/submissions/{rest*}' },
];

const code: readonly RouteAlias[] = [
  { method: 'POST', from: '/code/execute', to: '/code/execute' },
  { method: 'GET', from: '/code/history/{user_id}', to: '/code/history/{user_id}' },
];

const chat: readonly RouteAlias[] = [
  { method: 'POST', from: '/chat/message', to: '/chat/message' },
  { method: 'GET', from: '/chat/conversation/{id}', to: '/chat/sessions/{id}' },
  { method: '*', from: '/api/chat/sessions', to: '/chat/sessions' },
  { method: 'GET', from: '/api/chat/sessions/{student_id}', to: '/chat/sessions?student_id={student_id}' },
  { method: '*', from: '/api/chat/sessions/{id}/messages', to: '/chat/sessions/{id}/messages' },
  { method: 'PUT', from: '/api/chat/sessions/{id}/end', to: '/chat/sessions/{id}/end' },
  { method: 'WS', from: '/api/chat/ws/{session_id}', to: '/chat/ws/{session_id}' },
];

/** Every path of another system that is answered here. */
export const aliases: readonly RouteAlias[] = [
  ...auth,
  ...modules,
  ...people,
  ...progress,
  ...content,
  ...assessments,
  ...exercises,
  ...analytics,
  ...submissions,
  ...code,
  ...chat,
];
