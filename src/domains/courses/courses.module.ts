import { Module } from '@nestjs/common';
import { PermissionCatalog } from '../../platform/permissions/permission-catalog.js';
import { ChapterAuthoring } from './chapter-authoring.js';
import { ChapterReading } from './chapter-reading.js';
import { ChaptersController } from './chapters.controller.js';
import { CourseAuthoring } from './course-authoring.js';
import { CourseCatalogue } from './course-catalogue.js';
import { CourseChaptersController } from './course-chapters.controller.js';
import { CourseOutlines } from './course-outlines.js';
import { CourseTitles } from './course-titles.js';
import { CoursesController } from './courses.controller.js';
import { Prerequisites } from './prerequisites.js';
import { coursePermissions } from './courses.permissions.js';

@Module({
  controllers: [CoursesController, CourseChaptersController, ChaptersController],
  providers: [CourseCatalogue, ChapterReading, CourseAuthoring, ChapterAuthoring, Prerequisites, CourseOutlines, CourseTitles],
  exports: [CourseCatalogue, ChapterReading, CourseOutlines, CourseTitles, CourseAuthoring, ChapterAuthoring],
})
export class CoursesModule {
  constructor(permissions: PermissionCatalog) {
    permissions.declare(coursePermissions);
  }
}
