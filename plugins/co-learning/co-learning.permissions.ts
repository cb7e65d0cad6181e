import { permission } from 'lectern/sdk';

export const MODERATE_ROOMS = 'co-learning:rooms.moderate';

export const coLearningPermissions = [
  permission(MODERATE_ROOMS, {
    roles: ['teacher'],
    why: 'Open rooms where learners may not; change and close the rooms one sees, put people out of them and read what happened there',
  }),
] as const;
