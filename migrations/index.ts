import type { Migration } from '../src/sdk/migration.js';
import tenancy from './0001-tenancy.js';
import people from './0002-people.js';
import plugins from './0003-plugins.js';
import events from './0004-events.js';
import jobs from './0005-jobs.js';

/** The history of schema `core`, in order. */
export const coreMigrations: readonly Migration[] = [
  //
  tenancy,
  people,
  plugins,
  events,
  jobs,
];
