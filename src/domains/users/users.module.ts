import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { ClassesModule } from '../classes/classes.module.js';
import { Accounts } from './accounts.js';
import { ChangeUser } from './change-user.js';
import { CreateUser } from './create-user.js';
import { ErasureRequests } from './erasure-requests.js';
import { GuardianLinks } from './guardian-links.js';
import { Guardians } from './guardians.js';
import { GuardiansController } from './guardians.controller.js';
import { ListUsers } from './list-users.js';
import { PersonalDataController } from './personal-data.controller.js';
import { PersonalDataExports } from './personal-data-exports.js';
import { Profiles } from './profiles.js';
import { UsersController } from './users.controller.js';
import { UserEvents } from './users.events.js';
import { userPermissions } from './users.permissions.js';
import { userPersonalData } from './users.personal-data.js';

/** People of a tenant and their guardians. */
@Module({
  imports: [ClassesModule],
  controllers: [UsersController, GuardiansController, PersonalDataController, UserEvents],
  providers: [Accounts, Profiles, CreateUser, ChangeUser, ListUsers, GuardianLinks, Guardians, ErasureRequests, PersonalDataExports],
  exports: [Accounts, Profiles],
})
export class UsersModule {
  constructor(permissions: PermissionCatalog, personalData: PersonalDataRegistry) {
    permissions.declare(userPermissions);
    personalData.declare('users', 'core', userPersonalData);
  }
}
