import { Global, Module } from '@nestjs/common';
import { IdentityProviderSecrets } from './identity-provider-secrets.js';
import { TenantResolver } from './resolve-tenant.js';
import { SystemAccess } from './system-access.js';
import { TenantChanges } from './tenant-changes.js';
import { TenantDirectory } from './tenant-directory.js';

/** Which tenants exist, which one a request belongs to, and the one door across them. */
@Global()
@Module({
  providers: [TenantDirectory, TenantChanges, TenantResolver, SystemAccess, IdentityProviderSecrets],
  exports: [TenantDirectory, TenantChanges, TenantResolver, SystemAccess, IdentityProviderSecrets],
})
export class TenancyModule {}
