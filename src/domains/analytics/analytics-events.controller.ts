import { Controller } from '@nestjs/common';
import { courseOutlineChanged } from '../../sdk/contracts/courses.js';
import { userUpdated } from '../../sdk/contracts/people.js';
import { progressLogged } from '../../sdk/contracts/progress.js';
import { tenantPoliciesChanged } from '../../sdk/contracts/tenants.js';
import { type DomainEvent, type EventData, OnEvent } from '../../sdk/events.js';
import { Jobs } from '../../sdk/jobs.js';
import { LearnerCounts } from './learner-counts.js';
import { RecountCourse } from './recount-course.js';
import { recountExercises } from './recount-exercises.js';

/** What analytics listens to. */
@Controller()
export class AnalyticsEvents {
  constructor(
    private readonly counts: LearnerCounts,
    private readonly courses: RecountCourse,
    private readonly jobs: Jobs,
  ) {}

  @OnEvent(progressLogged)
  async entryLogged({ data }: DomainEvent<EventData<typeof progressLogged>>): Promise<void> {
    await this.counts.refresh(data.user_id, {
      day: data.local_date,
      ...(data.course_id ? { courseId: data.course_id } : {}),
      ...(data.exercise_id ? { exerciseId: data.exercise_id } : {}),
    });
  }

  /** Whether they are listed may have changed. */
  @OnEvent(userUpdated)
  async personChanged({ data }: DomainEvent<EventData<typeof userUpdated>>): Promise<void> {
    if (data.changed.includes('role') || data.changed.includes('is_active')) await this.counts.refreshStanding(data.user_id);
  }

  @OnEvent(courseOutlineChanged)
  async outlineChanged({ data }: DomainEvent<EventData<typeof courseOutlineChanged>>): Promise<void> {
    await this.courses.start(data.course_id);
  }

  /** Every learner's figures may have changed: more than an event may take. */
  @OnEvent(tenantPoliciesChanged)
  async policiesChanged({ data }: DomainEvent<EventData<typeof tenantPoliciesChanged>>): Promise<void> {
    if (data.changed.includes('exercise_thresholds')) await this.jobs.enqueue(recountExercises, {});
  }
}
