import { Injectable } from '@nestjs/common';
import type { PersonalData } from '../../sdk/personal-data.js';
import { PluginRegistry } from '../plugins/plugin-registry.js';

/** A declared table with its owner. */
export interface PersonalTable extends PersonalData {
  /** A domain's name, or a plugin's id. */
  readonly owner: string;
  readonly schema: string;
}

/** Which tables hold data on people: domains declare theirs when they start, plugins in their manifests. */
@Injectable()
export class PersonalDataRegistry {
  private readonly domains: PersonalTable[] = [];

  constructor(private readonly plugins: PluginRegistry) {}

  /** Call it once per domain, from its module's constructor. */
  declare(owner: string, schema: string, entries: readonly PersonalData[]): void {
    this.domains.push(...entries.map((entry) => ({ ...entry, owner, schema })));
  }

  /** Every declaration, plugins' first. Whether a tenant has a plugin on makes no difference: the data is there. */
  all(): readonly PersonalTable[] {
    const theirs = [...this.plugins.manifests.values()].flatMap(({ id, persistence, personalData }) =>
      persistence ? personalData.map((entry) => ({ ...entry, owner: id, schema: persistence.schema })) : [],
    );
    return [...theirs, ...this.domains];
  }

  /** Plugins whose manifest could not be read: what they hold on people is unknown. */
  unreadable(): readonly string[] {
    return this.plugins.failures.map(({ pluginId }) => pluginId).filter((id) => !this.plugins.manifests.has(id));
  }
}
