import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { CoursesModule } from '../courses/courses.module.js';
import { ClassAccess } from './class-access.js';
import { ClassCoursesController } from './class-courses.controller.js';
import { ClassCourses } from './class-courses.js';
import { ClassesController } from './classes.controller.js';
import { Classes } from './classes.js';
import { EnrolledMembership } from './enrolled-membership.js';
import { EnrollmentsController } from './enrollments.controller.js';
import { Enrollments } from './enrollments.js';
import { ImportEnrollments } from './import-enrollments.js';
import { Teaching } from './teaching.js';
import { TermsController } from './terms.controller.js';
import { Terms } from './terms.js';
import { classPersonalData } from './classes.personal-data.js';
import { classPermissions } from './classes.permissions.js';

@Module({
  imports: [CoursesModule],
  controllers: [ClassesController, EnrollmentsController, ClassCoursesController, TermsController],
  providers: [ClassAccess, Classes, ClassCourses, Enrollments, ImportEnrollments, Teaching, Terms, EnrolledMembership],
  exports: [Teaching, EnrolledMembership],
})
export class ClassesModule {
  constructor(permissions: PermissionCatalog, personalData: PersonalDataRegistry) {
    permissions.declare(classPermissions);
    personalData.declare('classes', 'core', classPersonalData);
  }
}
