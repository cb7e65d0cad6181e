import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { Accounts } from './accounts.js';
import { userPermissions } from './users.permissions.js';

/** People of a tenant and their guardians. */
@Module({
  providers: [Accounts],
  exports: [Accounts],
})
export class UsersModule {
  constructor(permissions: PermissionCatalog) {
    permissions.declare(userPermissions);
  }
}
