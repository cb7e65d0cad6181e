import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { RecountCourse, recountCourse } from './recount-course.js';
import { RecountExercises, recountExercises } from './recount-exercises.js';

/** Says who counts what is more than an event may take. */
@Injectable()
export class AnalyticsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly course: RecountCourse,
    private readonly exercises: RecountExercises,
  ) {}

  onModuleInit(): void {
    this.jobs.add(recountCourse, this.course);
    this.jobs.add(recountExercises, this.exercises);
  }
}
