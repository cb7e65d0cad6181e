import { Injectable } from '@nestjs/common';
import type { ScheduleDefinition } from '../../sdk/schedules.js';
import { PluginRegistry } from '../plugins/plugin-registry.js';
import { cronProblem } from './next-due.js';

export interface RegisteredSchedule {
  readonly definition: ScheduleDefinition;
  readonly pluginId: string | undefined;
}

/** What comes again and again: domains add theirs when they start, plugins name theirs in their manifests. */
@Injectable()
export class ScheduleRegistry {
  private readonly own = new Map<string, ScheduleDefinition>();

  constructor(private readonly plugins: PluginRegistry) {}

  /** Registers a schedule of the core. Call it from `onModuleInit`. */
  add(definition: ScheduleDefinition): void {
    const problem = cronProblem(definition.cron);
    if (problem) throw new Error(`Schedule ${definition.name}: ${problem}`);
    if (this.own.has(definition.name)) throw new Error(`The schedule ${definition.name} exists twice`);
    this.own.set(definition.name, definition);
  }

  /** Those of the core and of every plugin that runs. */
  all(): readonly RegisteredSchedule[] {
    return [
      ...[...this.own.values()].map((definition) => ({ definition, pluginId: undefined })),
      ...this.plugins.running.flatMap((manifest) => manifest.schedules.map((definition) => ({ definition, pluginId: manifest.id }))),
    ];
  }
}
