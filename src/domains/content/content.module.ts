import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { ContentAuthoring } from './content-authoring.js';
import { ContentChanges } from './content-changes.js';
import { ContentEvents } from './content-events.controller.js';
import { ContentItemsController } from './content-items.controller.js';
import { ContentListing } from './content-listing.js';
import { ContentReading } from './content-reading.js';
import { ContentController } from './content.controller.js';
import { contentPermissions } from './content.permissions.js';
import { ImportContent } from './import-content.js';

/** Texts, videos and interactive pieces by grade, subject and topic. Who wrote them is in the audit trail alone. */
@Module({
  controllers: [ContentController, ContentItemsController, ContentEvents],
  providers: [ContentReading, ContentListing, ContentAuthoring, ContentChanges, ImportContent],
  exports: [ImportContent],
})
export class ContentModule {
  constructor(permissions: PermissionCatalog) {
    permissions.declare(contentPermissions);
  }
}
