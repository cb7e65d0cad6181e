import { Module } from '@nestjs/common';
import { AwardBadges } from './badges/award-badges.js';
import { GamificationBadgesController } from './badges/badges.controller.js';
import { Badges } from './badges/badges.js';
import { GamificationLifecycle } from './gamification.lifecycle.js';
import { GamificationLeaderboardController } from './leaderboard/leaderboard.controller.js';
import { Leaderboard } from './leaderboard/leaderboard.js';
import { AwardHealth } from './points/award-health.js';
import { AwardPoints } from './points/award-points.js';
import { GamificationEvents } from './points/gamification-events.controller.js';
import { LearnerRecords } from './points/learner-records.js';
import { GamificationLearnersController } from './points/learners.controller.js';

@Module({
  controllers: [GamificationLearnersController, GamificationBadgesController, GamificationLeaderboardController, GamificationEvents],
  providers: [AwardPoints, AwardBadges, AwardHealth, LearnerRecords, Badges, Leaderboard, GamificationLifecycle],
})
export class GamificationModule {}
