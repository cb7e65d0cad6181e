import { Module } from '@nestjs/common';
import { CoursesModule } from '../courses/courses.module.js';
import { QuestionsModule } from '../questions/questions.module.js';
import { QuizzesModule } from '../quizzes/quizzes.module.js';
import { CourseArchiveController } from './course-archive.controller.js';
import { CourseExport } from './course-export.js';
import { CourseImport } from './course-import.js';

@Module({
  imports: [CoursesModule, QuestionsModule, QuizzesModule],
  controllers: [CourseArchiveController],
  providers: [CourseExport, CourseImport],
  exports: [CourseExport, CourseImport],
})
export class CourseArchiveModule {}
