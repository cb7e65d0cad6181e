import { Injectable } from '@nestjs/common';
import { CourseProgress } from './course-progress.js';
import { ExerciseProgress } from './exercise-progress.js';
import { Streaks } from './streaks.js';
import { TopicProgress } from './topic-progress.js';

/** Everything that is stored of a learner's progress besides the log. */
@Injectable()
export class StoredRows {
  constructor(
    readonly streaks: Streaks,
    readonly courses: CourseProgress,
    readonly topics: TopicProgress,
    readonly exercises: ExerciseProgress,
  ) {}
}
