import { Injectable } from '@nestjs/common';
import { SecretBox, type SecretPlace } from '../secrets/secret-box.js';

const place = (tenantId: string, issuer: string): SecretPlace => ({ tenantId, owner: 'tenancy', field: `identity-provider:${issuer}` });

/** The shared secrets of a tenant's identity providers: sealed for that tenant and issuer, stored in its policies. */
@Injectable()
export class IdentityProviderSecrets {
  constructor(private readonly box: SecretBox) {}

  seal(tenantId: string, issuer: string, clear: string): string {
    return this.box.seal(place(tenantId, issuer), clear);
  }

  /** For the exchange alone. Throws when it was sealed for another tenant or issuer, or the key is gone. */
  open(tenantId: string, issuer: string, sealed: string): string {
    return this.box.open(place(tenantId, issuer), sealed);
  }

  /** The same secret under the current key; undefined when it is already. */
  renew(tenantId: string, issuer: string, sealed: string): string | undefined {
    return this.box.isOutdated(sealed) ? this.seal(tenantId, issuer, this.open(tenantId, issuer, sealed)) : undefined;
  }
}
