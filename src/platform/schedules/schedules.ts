import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { requireContext } from '../context/request-context.js';
import { PluginGate } from '../plugins/gate/plugin-gate.js';
import { ScheduleRegistry } from './schedule-registry.js';
import type { ScheduleView } from './schedules.schemas.js';

interface BookRow {
  readonly name: string;
  readonly next_due_at: Date;
  readonly last_due_at: Date | null;
  readonly last_job_id: string | null;
}

/** What comes by itself in the institution of the context. */
@Injectable()
export class Schedules {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly registry: ScheduleRegistry,
    private readonly gate: PluginGate,
  ) {}

  /** By name; those of plugins that are off are left out. */
  async list(): Promise<ScheduleView[]> {
    const { tenant } = requireContext();
    if (!tenant) return [];
    const rows = await this.uow.query<BookRow>('SELECT name, next_due_at, last_due_at, last_job_id FROM core.schedule');
    const book = new Map(rows.map((row) => [row.name, row]));
    return this.registry
      .all()
      .filter(({ pluginId }) => !pluginId || this.gate.isEffective(tenant, pluginId))
      .map(({ definition, pluginId }) => ({
        name: definition.name,
        plugin: pluginId ?? null,
        cron: definition.cron,
        timezone: tenant.timezone,
        job: definition.job.name,
        next_due_at: book.get(definition.name)?.next_due_at ?? null,
        last_due_at: book.get(definition.name)?.last_due_at ?? null,
        last_job_id: book.get(definition.name)?.last_job_id ?? null,
      }))
      .sort((one, other) => one.name.localeCompare(other.name));
  }
}
