import { Injectable } from '@nestjs/common';
import { RecordAccess } from '../../sdk/contracts/people.js';
import { chapterCompleted } from '../../sdk/contracts/progress.js';
import { NotFound } from '../../sdk/errors.js';
import { LimitReservation } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { type CourseOutline, CourseOutlines } from '../courses/course-outlines.js';
import { type Appended, ProgressLog } from './progress-log.js';
import { type CompletionView, userProgressView } from './progress.schemas.js';

export interface ChapterAddress {
  readonly userId: string;
  readonly courseId: string;
  readonly chapterId: string;
}

/** The learner says that a chapter is done: participation, counted once ever. Saying it again changes nothing and costs nothing. */
@Injectable()
export class CompleteChapter {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly access: RecordAccess,
    private readonly outlines: CourseOutlines,
    private readonly log: ProgressLog,
    private readonly reservation: LimitReservation,
  ) {}

  /** One's own only. Throws `NotFound` for a course or chapter that learners do not see. */
  async run(caller: Principal, address: ChapterAddress): Promise<CompletionView> {
    this.access.assertOwn(caller, address.userId);
    return this.uow.run(async () => {
      const outline = await this.outlineOf(address);
      const { first, course, streak } = await this.record(address, outline);
      if (!first) this.reservation.refund();
      const { userId, courseId } = address;
      const { chapterIds } = outline;
      const progress = userProgressView({ userId, courseId, chapterIds, state: course, streakDays: streak.currentDays });
      return { message: first ? 'Chapter completed' : 'Chapter already completed', progress };
    });
  }

  /** Records a completion in the open unit of work, and announces it if it is the first of this chapter. */
  async record({ userId, courseId, chapterId }: ChapterAddress, { chapterIds }: CourseOutline): Promise<Appended> {
    const now = new Date();
    const appended = await this.log.append({
      userId,
      actorId: userId,
      trust: 'client_asserted',
      occurredAt: now,
      entry: { kind: 'chapter_completed', courseId, chapterId },
    });
    if (!appended.first) return appended;
    const done = new Set(appended.course?.completedChapters);
    this.uow.publish(chapterCompleted, {
      key: userId,
      subjectId: userId,
      data: {
        user_id: userId,
        course_id: courseId,
        chapter_id: chapterId,
        completed_at: now.toISOString(),
        completed_count: chapterIds.filter((id) => done.has(id)).length,
        chapter_count: chapterIds.length,
        streak_days: appended.streak.currentDays,
      },
    });
    return appended;
  }

  private async outlineOf({ courseId, chapterId }: ChapterAddress): Promise<CourseOutline> {
    const outline = await this.outlines.of(courseId);
    if (!outline?.published) throw new NotFound('course');
    if (!outline.chapterIds.includes(chapterId)) throw new NotFound('chapter');
    return outline;
  }
}
