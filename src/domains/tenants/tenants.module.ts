import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { PluginAdminModule } from '../../platform/plugins/admin/plugin-admin.module.js';
import { UsersModule } from '../users/users.module.js';
import { ChangeTenant } from './change-tenant.js';
import { CreateTenant } from './create-tenant.js';
import { FirstPlugins } from './first-plugins.js';
import { ListTenants } from './list-tenants.js';
import { tenantPermissions } from './tenants.permissions.js';
import { Tenants } from './tenants.js';
import { TenantsController } from './tenants.controller.js';

/** Institutions: onboarding and care by operators, and their own settings. */
@Module({
  imports: [UsersModule, PluginAdminModule],
  controllers: [TenantsController],
  providers: [Tenants, ListTenants, CreateTenant, ChangeTenant, FirstPlugins],
  exports: [CreateTenant],
})
export class TenantsModule {
  constructor(permissions: PermissionCatalog) {
    permissions.declare(tenantPermissions);
  }
}
