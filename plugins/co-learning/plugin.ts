import { definePlugin } from 'lectern/sdk';
import { classDeleted, personRemoved } from 'lectern/sdk/contracts/classes';
import { userUpdated } from 'lectern/sdk/contracts/people';
import { CoLearningLifecycle } from './co-learning.lifecycle.js';
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
      // What happens while it is off is made up for when it is switched on: most institutions have no rooms to hold events for.
      { event: personRemoved, handler: CoLearningEvents, whenOff: 'drop' },
      { event: classDeleted, handler: CoLearningEvents, whenOff: 'drop' },
      { event: userUpdated, handler: CoLearningEvents, whenOff: 'drop' },
    ],
  },
  jobs: [{ job: tendRooms, handler: TendRooms }],
  schedules: [nightly],
  channels: [{ channel: colearning, handler: CoLearningRooms }],
  lifecycle: CoLearningLifecycle,
});
