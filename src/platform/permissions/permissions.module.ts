import { Global, Module } from '@nestjs/common';
import { PermissionCatalog } from './permission-catalog.js';

/** What may be done here, and by which role. */
@Global()
@Module({ providers: [PermissionCatalog], exports: [PermissionCatalog] })
export class PermissionsModule {}
