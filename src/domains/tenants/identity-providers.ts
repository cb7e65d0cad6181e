import { Injectable } from '@nestjs/common';
import { RotateSecrets, type SecretStore } from '../../platform/secrets/rotate-secrets.js';
import { IdentityProviderSecrets } from '../../platform/tenancy/identity-provider-secrets.js';
import type { IdentityProvider } from '../../platform/tenancy/tenant.js';
import { InvalidInput } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import type { IdentityProviderInput } from './own-tenant.schemas.js';
import { OwnTenant } from './own-tenant.js';
import { lockTenant } from './tenants.js';

/** Identity providers of the current tenant, with secrets that are stored sealed and never read back. */
@Injectable()
export class IdentityProviders implements SecretStore {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly tenant: OwnTenant,
    private readonly secrets: IdentityProviderSecrets,
    rotation: RotateSecrets,
  ) {
    rotation.register(this);
  }

  /** The list to store: new secrets sealed, kept ones taken over. Throws `InvalidInput` for a secret to keep that is not there. */
  merge(stored: readonly IdentityProvider[], wanted: readonly IdentityProviderInput[]): IdentityProvider[] {
    return wanted.map(({ secret, ...provider }, index) => {
      if (secret === undefined) return provider;
      if (typeof secret === 'string') return { ...provider, secret: this.secrets.seal(this.uow.tenantId, provider.issuer, secret) };
      const kept = stored.find(({ issuer }) => issuer === provider.issuer)?.secret;
      if (kept !== undefined) return { ...provider, secret: kept };
      throw new InvalidInput({ [`policies.identity_providers.${index}.secret`]: ['No secret is stored for this issuer'] });
    });
  }

  async renew(): Promise<number> {
    // all policies are written at once: a change of others must not be read before it and written over after it
    await lockTenant(this.uow, this.uow.tenantId);
    const { policies } = await this.tenant.row();
    let renewed = 0;
    const identity_providers = policies.identity_providers.map((provider) => {
      const fresh = provider.secret === undefined ? undefined : this.secrets.renew(this.uow.tenantId, provider.issuer, provider.secret);
      if (fresh === undefined) return provider;
      renewed += 1;
      return { ...provider, secret: fresh };
    });
    if (renewed > 0) {
      const changes = JSON.stringify({ policies: { ...policies, identity_providers } });
      await this.uow.em.query('SELECT core.change_own_tenant($1)', [changes]);
    }
    return renewed;
  }
}
