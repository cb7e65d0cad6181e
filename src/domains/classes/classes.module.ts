import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { ClassAccess } from './class-access.js';
import { ClassesController } from './classes.controller.js';
import { Classes } from './classes.js';
import { EnrollmentsController } from './enrollments.controller.js';
import { Enrollments } from './enrollments.js';
import { Teaching } from './teaching.js';
import { classPersonalData } from './classes.personal-data.js';
import { classPermissions } from './classes.permissions.js';

@Module({
  controllers: [ClassesController, EnrollmentsController],
  providers: [ClassAccess, Classes, Enrollments, Teaching],
  exports: [Teaching],
})
export class ClassesModule {
  constructor(permissions: PermissionCatalog, personalData: PersonalDataRegistry) {
    permissions.declare(classPermissions);
    personalData.declare('classes', 'core', classPersonalData);
  }
}
