import { Injectable } from '@nestjs/common';
import { PluginRegistry } from '../../platform/plugins/plugin-registry.js';
import { Conflict, InvalidInput } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';

/** What every institution starts with. */
const ALWAYS = 'route-aliases';

/** The plugins a new institution has on. */
@Injectable()
export class FirstPlugins {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly uow: UnitOfWork,
  ) {}

  /** Checks the wish and completes it. Throws `InvalidInput` for one that is not installed, `Conflict` for one whose requirement is missing. */
  of(wanted: readonly string[]): string[] {
    const unknown = wanted.filter((id) => !this.registry.manifests.has(id));
    if (unknown.length > 0) throw new InvalidInput({ plugins: unknown.map((id) => `There is no plugin ${id}`) });
    const all = new Set([ALWAYS, ...wanted].filter((id) => this.registry.manifests.has(id)));
    const missing = new Set([...all].flatMap((id) => this.requirementsOf(id)).filter((id) => !all.has(id)));
    if (missing.size > 0) {
      throw new Conflict(`These plugins are required as well: ${[...missing].join(', ')}`, 'PLUGIN_DEPENDENCY', { plugins: [...missing] });
    }
    return [...all];
  }

  /** In the open unit of work of the new tenant. */
  async switchOn(plugins: readonly string[]): Promise<void> {
    await this.uow.em.query('INSERT INTO core.tenant_plugin (plugin_id, enabled) SELECT unnest($1::text[]), true', [plugins]);
  }

  private requirementsOf(id: string): string[] {
    return (this.registry.manifests.get(id)?.requires ?? []).map((reference) => reference.id);
  }
}
