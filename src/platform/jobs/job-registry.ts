import { Injectable } from '@nestjs/common';
import type { JobDefinition, JobHandler } from '../../sdk/jobs.js';
import { PluginRegistry } from '../plugins/plugin-registry.js';

export interface RegisteredJob {
  readonly definition: JobDefinition;
  readonly handler: JobHandler;
  readonly pluginId: string | undefined;
}

/** Who does which job: domains add theirs when they start, plugins name theirs in their manifests. */
@Injectable()
export class JobRegistry {
  private readonly jobs = new Map<string, RegisteredJob>();

  constructor(private readonly plugins: PluginRegistry) {}

  /** Registers a job of the core. Call it from `onModuleInit`. */
  add(definition: JobDefinition, handler: JobHandler): void {
    if (this.jobs.has(definition.name)) throw new Error(`The job ${definition.name} exists twice`);
    this.jobs.set(definition.name, { definition, handler, pluginId: undefined });
  }

  /** The plugin a job belongs to by its manifest, whether or not it runs. */
  ownerOf(name: string): string | undefined {
    for (const manifest of this.plugins.manifests.values()) {
      if (manifest.jobs.some(({ job }) => job.name === name)) return manifest.id;
    }
    return undefined;
  }

  find(name: string): RegisteredJob | undefined {
    const own = this.jobs.get(name);
    if (own) return own;
    for (const manifest of this.plugins.running) {
      const declared = manifest.jobs.find(({ job }) => job.name === name);
      if (declared) return { definition: declared.job, handler: this.plugins.instanceOf(declared.handler), pluginId: manifest.id };
    }
    return undefined;
  }
}
