import { Module } from '@nestjs/common';
import { permission } from '../../sdk/roles.js';
import { PermissionCatalog } from '../permissions/permission-catalog.js';
import { BulkRedrive } from './bulk-redrive.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLetters } from './dead-letters.js';
import { Redrive } from './redrive.js';

const operationsPermissions = [
  permission('operations:read', { roles: ['operator'], why: 'See the state of background work and of plugins' }),
  permission('operations:write', { roles: ['operator'], why: 'Redrive or discard what background work could not do' }),
];

/** What background work could not do, and what becomes of it. */
@Module({ controllers: [DeadLettersController], providers: [BulkRedrive, DeadLetters, Redrive] })
export class DeadLettersModule {
  constructor(permissions: PermissionCatalog) {
    permissions.declare(operationsPermissions);
  }
}
