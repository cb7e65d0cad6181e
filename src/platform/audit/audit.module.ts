import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../permissions/permission-catalog.js';
import { AuditController } from './audit.controller.js';
import { auditPermissions } from './audit.permissions.js';
import { AuditTrail } from './audit-trail.js';

/** Reading the audit trail. It is written by the unit of work itself. */
@Module({ controllers: [AuditController], providers: [AuditTrail] })
export class AuditModule {
  constructor(catalog: PermissionCatalog) {
    catalog.declare(auditPermissions);
  }
}
