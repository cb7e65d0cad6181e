import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { SecretBox } from '../../secrets/secret-box.js';

type Sealed = Readonly<Record<string, string>>;

/** Secret settings of the current tenant: sealed each for its tenant, plugin and field. */
@Injectable()
export class SettingsVault {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly box: SecretBox,
  ) {}

  seal(pluginId: string, values: Readonly<Record<string, unknown>>): Record<string, string> {
    const { tenantId } = this.uow;
    const sealed = Object.entries(values).map(([field, value]) => [
      field,
      this.box.seal({ tenantId, owner: pluginId, field }, JSON.stringify(value)),
    ]);
    return Object.fromEntries(sealed) as Record<string, string>;
  }

  /** Throws when one was sealed elsewhere or under a key that is not configured. */
  open(pluginId: string, secrets: Sealed): Record<string, unknown> {
    const { tenantId } = this.uow;
    const opened = Object.entries(secrets).map(([field, sealed]) => [
      field,
      JSON.parse(this.box.open({ tenantId, owner: pluginId, field }, sealed)) as unknown,
    ]);
    return Object.fromEntries(opened) as Record<string, unknown>;
  }

  /** The same secrets under the current key; undefined when they are already. */
  renew(pluginId: string, secrets: Sealed): Record<string, string> | undefined {
    if (!Object.values(secrets).some((sealed) => this.box.isOutdated(sealed))) return undefined;
    return this.seal(pluginId, this.open(pluginId, secrets));
  }
}
