import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { ClassesModule } from '../classes/classes.module.js';
import { Accounts } from './accounts.js';
import { ChangeUser } from './change-user.js';
import { CreateUser } from './create-user.js';
import { GuardianLinks } from './guardian-links.js';
import { Guardians } from './guardians.js';
import { GuardiansController } from './guardians.controller.js';
import { ListUsers } from './list-users.js';
import { UsersController } from './users.controller.js';
import { userPermissions } from './users.permissions.js';

/** People of a tenant and their guardians. */
@Module({
  imports: [ClassesModule],
  controllers: [UsersController, GuardiansController],
  providers: [Accounts, CreateUser, ChangeUser, ListUsers, GuardianLinks, Guardians],
  exports: [Accounts],
})
export class UsersModule {
  constructor(permissions: PermissionCatalog) {
    permissions.declare(userPermissions);
  }
}
