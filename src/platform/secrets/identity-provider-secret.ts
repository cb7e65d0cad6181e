import type { SecretPlace } from './secret-box.js';

/** Where the shared secret of an external issuer is sealed: for this tenant and this issuer alone. */
export const identityProviderSecret = (tenantId: string, issuer: string): SecretPlace => ({
  tenantId,
  owner: 'identity-provider',
  field: issuer,
});
