import type { PersonalTable } from './personal-data-registry.js';

/** Tables of the platform that name people, for the export; their erasure has rules of its own (`erase-traces.ts`). */
export const TRACES: readonly PersonalTable[] = [
  { owner: 'audit', schema: 'core', table: 'audit_event', subject: 'actor_id', export: true, erase: 'pseudonymise' },
  { owner: 'jobs', schema: 'core', table: 'job', subject: 'subject_id', export: true, erase: 'delete', omit: ['owner_id'] },
];
