import { permission } from 'lectern/sdk';

export const gamificationPermissions = [
  permission('gamification:badges.write', { roles: ['teacher'], why: 'Decide which badges there are and how they are earned' }),
  permission('gamification:leaderboard.names', { why: 'See who is behind the pseudonyms of the leaderboard' }),
] as const;
