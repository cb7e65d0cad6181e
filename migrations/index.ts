import type { Migration } from '../src/sdk/migration.js';
import tenancy from './0001-tenancy.js';

/** The history of schema `core`, in order. */
export const coreMigrations: readonly Migration[] = [tenancy];
