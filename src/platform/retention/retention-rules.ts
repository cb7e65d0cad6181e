import { IDEMPOTENCY_DAYS } from '../idempotency/stored-answer.js';

/** What may be deleted once it is old, as statements of the system role: `$1` days, at most `$2` rows at a time. */
export interface RetentionRule {
  readonly what: string;
  readonly days: number;
  readonly sql: string;
}

const deleting = (table: string, key: string, condition: string): string => `
  WITH gone AS (
    DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT $2) RETURNING 1
  ) SELECT count(*)::int AS rows FROM gone`;

const OLD = '< now() - make_interval(days => $1)';

/** Everything requests leave behind grows, and therefore ends. */
export const RETENTION_RULES: readonly RetentionRule[] = [
  { what: 'stored answers', days: IDEMPOTENCY_DAYS, sql: deleting('core.idempotency_record', 'tenant_id, scope', `created_at ${OLD}`) },
  { what: 'claims of requests', days: 1, sql: deleting('core.idempotency_claim', 'tenant_id, scope', `leased_until ${OLD}`) },
  { what: 'used-up limits', days: 1, sql: deleting('core.limit_window', 'tenant_id, policy, subject', `ends_at ${OLD}`) },
  { what: 'failed sign-ins', days: 1, sql: deleting('core.login_failure', 'tenant_id, account, address', `ends_at ${OLD}`) },
  {
    what: 'system events',
    days: 90,
    sql: deleting('core.audit_event', 'tenant_id, id', `category = 'system' AND occurred_at ${OLD}`),
  },
  { what: 'audit events', days: 730, sql: deleting('core.audit_event', 'tenant_id, id', `occurred_at ${OLD}`) },
  { what: 'sessions', days: 1, sql: deleting('core.session', 'tenant_id, id', `ends_at ${OLD}`) },
  { what: 'programs that were run', days: 30, sql: deleting('core.code_execution', 'tenant_id, id', `created_at ${OLD}`) },
  { what: 'processor time of people', days: 30, sql: deleting('core.code_cpu_day', 'tenant_id, day, user_id', `day ${OLD}`) },
  { what: 'processor time of institutions', days: 400, sql: deleting('core.code_cpu_total', 'tenant_id, day', `day ${OLD}`) },
  // What learners handed in for them stays, with its score and what it was told.
  { what: 'deleted exercises', days: 400, sql: deleting('core.exercise', 'tenant_id, id', `deleted_at ${OLD}`) },
  // The score and what the learner was told stay.
  {
    what: 'results of single tests',
    days: 400,
    sql: `
  WITH gone AS (
    UPDATE core.submission SET results = '[]' WHERE (tenant_id, id) IN
      (SELECT tenant_id, id FROM core.submission WHERE has_results AND evaluated_at ${OLD} LIMIT $2) RETURNING 1
  ) SELECT count(*)::int AS rows FROM gone`,
  },
  { what: 'notifications', days: 90, sql: deleting('core.notification', 'tenant_id, id', `created_at ${OLD}`) },
  { what: 'chat messages', days: 400, sql: deleting('core.chat_message', 'tenant_id, id', `created_at ${OLD}`) },
  // Theirs are older, and gone by now.
  { what: 'conversations', days: 400, sql: deleting('core.chat_session', 'tenant_id, id', `updated_at ${OLD}`) },
  { what: 'finished jobs', days: 30, sql: deleting('core.job', 'tenant_id, id', `finished_at ${OLD}`) },
  { what: 'dead letters', days: 30, sql: deleting('core.dead_letter', 'tenant_id, id', `created_at ${OLD}`) },
  {
    what: 'events held for plugins that are off',
    days: 30,
    sql: deleting('core.parked_event', 'tenant_id, consumer, event_id', `reason = 'plugin_off' AND parked_at ${OLD}`),
  },
  {
    what: 'events held for plugins that never started again',
    days: 60,
    sql: deleting('core.parked_event', 'tenant_id, consumer, event_id', `reason = 'plugin_failed' AND parked_at ${OLD}`),
  },
  // Outlives everything an event can come back from: held for a plugin, then a dead letter.
  { what: 'inbox entries', days: 90, sql: deleting('core.inbox', 'tenant_id, consumer, event_id', `taken_at ${OLD}`) },
];
