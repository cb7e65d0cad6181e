import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { SystemAccess } from '../tenancy/system-access.js';
import { SYSTEM_TENANT_ID } from '../tenancy/system-tenant.js';
import type { RegisteredSchedule } from './schedule-registry.js';
import { ruleOf } from './next-due.js';

/** A schedule of an institution that has to be looked at: it is due, new, or its rule or time zone has changed. */
export interface Entry {
  readonly tenant_id: string;
  readonly name: string;
  /** Of the institution, as of now: what a process remembers of it may be some seconds old. */
  readonly timezone: string;
  /** As it stands in the book; null when it does not. */
  readonly next_due_at: Date | null;
  readonly is_due: boolean;
  /** The rule and time zone that hold now. */
  readonly plan: string;
}

const AT_ONCE = 500;

export const TO_LOOK_AT = `
  SELECT t.id AS tenant_id, t.timezone, d.name, s.next_due_at, d.rule || ' ' || t.timezone AS plan,
    coalesce(s.plan = d.rule || ' ' || t.timezone AND s.next_due_at <= $3, false) AS is_due
  FROM core.tenants t CROSS JOIN unnest($1::text[], $2::text[]) AS d (name, rule)
  LEFT JOIN core.schedule s ON s.tenant_id = t.id AND s.name = d.name
  WHERE t.active AND t.id <> $4 AND (s.name IS NULL OR s.plan <> d.rule || ' ' || t.timezone OR s.next_due_at <= $3)
  ORDER BY s.next_due_at NULLS LAST, t.id, d.name LIMIT ${AT_ONCE}`;

const ENTER = `
  INSERT INTO core.schedule AS s (name, plan, next_due_at) VALUES ($1, $2, $3)
  ON CONFLICT (tenant_id, name) DO UPDATE SET plan = excluded.plan, next_due_at = excluded.next_due_at, updated_at = now()
  WHERE s.plan <> excluded.plan`;
const ADVANCE = `
  UPDATE core.schedule s SET next_due_at = $3, last_due_at = next_due_at, updated_at = now() WHERE name = $1 AND next_due_at = $2
  RETURNING EXISTS (SELECT FROM core.job j WHERE j.id = s.last_job_id AND j.status IN ('queued', 'running')) AS is_busy`;

/** Which schedule comes when in which institution: `core.schedule`. */
@Injectable()
export class ScheduleBook {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly system: SystemAccess,
  ) {}

  /** What has to be looked at now, over all active institutions, the longest overdue first; not more than 500 at once. */
  toLookAt(schedules: readonly RegisteredSchedule[], now: Date): Promise<Entry[]> {
    const names = schedules.map(({ definition }) => definition.name);
    const rules = schedules.map(({ definition }) => ruleOf(definition));
    return this.system.run((query) => query<Entry>(TO_LOOK_AT, [names, rules, now, SYSTEM_TENANT_ID]));
  }

  /** In the tenant of the context: when it comes next, as long as its plan is another in the book. */
  async enter({ name, plan }: Entry, next: Date): Promise<void> {
    await this.uow.run((em) => em.query(ENTER, [name, plan, next]));
  }

  /** In the open unit of work: takes this moment for itself. Undefined when another process has; else whether the last job still is at it. */
  async advance({ name, next_due_at }: Entry, next: Date): Promise<{ readonly is_busy: boolean } | undefined> {
    const [rows] = await this.uow.em.query<[{ is_busy: boolean }[], number]>(ADVANCE, [name, next_due_at, next]);
    return rows[0];
  }

  async enqueued({ name }: Entry, jobId: string): Promise<void> {
    await this.uow.em.query('UPDATE core.schedule SET last_job_id = $2 WHERE name = $1', [name, jobId]);
  }
}
