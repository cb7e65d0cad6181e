import { definePlugin } from 'lectern/sdk';
import { chapterCompleted } from 'lectern/sdk/contracts/progress';
import { Badge } from './badges/badge.entity.js';
import { badgeAwarded } from './contract.js';
import { GamificationLifecycle } from './gamification.lifecycle.js';
import { GamificationModule } from './gamification.module.js';
import { gamificationPermissions } from './gamification.permissions.js';
import pointsAndBadges from './migrations/0001-points-and-badges.js';
import { AwardHealth } from './points/award-health.js';
import { GamificationEvents } from './points/gamification-events.controller.js';
import { gamificationSettings } from './settings.js';

export default definePlugin({
  id: 'gamification',
  version: '1.0.0',
  description: 'Points for what learners do, badges by rules, and a leaderboard',
  core: '^1.0.0',
  routes: ['/gamification'],
  module: GamificationModule,
  settings: { tenant: gamificationSettings },
  permissions: gamificationPermissions,
  persistence: {
    schema: 'gamification',
    migrations: [pointsAndBadges],
    entities: [Badge],
    tenantTables: ['achievement', 'points_entry', 'badge', 'learner'],
  },
  personalData: [
    { table: 'points_entry', subject: 'user_id', export: true, erase: 'delete' },
    { table: 'achievement', subject: 'user_id', export: true, erase: 'delete' },
    { table: 'learner', subject: 'user_id', export: true, erase: 'delete' },
  ],
  events: {
    publishes: [badgeAwarded],
    // What learners do while it is off earns nothing, also later.
    consumes: [{ event: chapterCompleted, handler: GamificationEvents, whenOff: 'drop' }],
  },
  health: [{ name: 'awards', impact: 'degrading', timeoutMs: 500, indicator: AwardHealth }],
  lifecycle: GamificationLifecycle,
});
