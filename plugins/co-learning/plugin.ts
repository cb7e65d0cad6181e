import { definePlugin } from 'lectern/sdk';
import { classDeleted, personRemoved } from 'lectern/sdk/contracts/classes';
import { userUpdated } from 'lectern/sdk/contracts/people';
import { CoLearningModule } from './co-learning.module.js';
import { coLearningPermissions } from './co-learning.permissions.js';
import { colearning } from './live/colearning-channel.js';
import { CoLearningRooms } from './live/colearning-rooms.js';
import rooms from './migrations/0001-rooms.js';
import { coLearningSettings } from './settings.js';
import { CoLearningEvents } from './upkeep/co-learning-events.controller.js';
import { nightly, TendRooms, tendRooms } from './upkeep/tend-rooms.js';

export default definePlugin({
  id: 'co-learning',
  name: 'Co-learning',
  version: '1.0.0',
  description: 'Rooms in which people learn together and see what the others do',
  core: '^1.0.0',
  routes: ['/colearning'],
  module: CoLearningModule,
  settings: { tenant: coLearningSettings },
  permissions: coLearningPermissions,
  persistence: {
    schema: 'co_learning',
    migrations: [rooms],
    entities: [],
    tenantTables: ['activity', 'member', 'room'],
  },
  personalData: [
    { table: 'activity', subject: 'user_id', export: true, erase: 'delete' },
    { table: 'member', subject: 'user_id', export: true, erase: 'delete' },
    // the others go on learning there
    { table: 'room', subject: 'created_by', export: true, erase: 'pseudonymise' },
  ],
  events: {
    consumes: [
      // Who loses access while it is off must not find the door open when it is on again.
      { event: personRemoved, handler: CoLearningEvents, whenOff: 'hold' },
      { event: classDeleted, handler: CoLearningEvents, whenOff: 'hold' },
      { event: userUpdated, handler: CoLearningEvents, whenOff: 'hold' },
    ],
  },
  jobs: [{ job: tendRooms, handler: TendRooms }],
  schedules: [nightly],
  channels: [{ channel: colearning, handler: CoLearningRooms }],
});
