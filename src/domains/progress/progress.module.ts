import { Module } from '@nestjs/common';
import { PersonalDataRegistry } from '../../platform/personal-data/personal-data-registry.js';
import { CoursesModule } from '../courses/courses.module.js';
import { CompleteChapter } from './complete-chapter.js';
import { ProgressReading } from './progress-reading.js';
import { ProgressController } from './progress.controller.js';
import { progressPersonalData } from './progress.personal-data.js';
import { Streaks } from './streaks.js';

@Module({
  imports: [CoursesModule],
  controllers: [ProgressController],
  providers: [CompleteChapter, ProgressReading, Streaks],
})
export class ProgressModule {
  constructor(personalData: PersonalDataRegistry) {
    personalData.declare('progress', 'core', progressPersonalData);
  }
}
