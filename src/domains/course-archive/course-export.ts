import { Injectable } from '@nestjs/common';
import { Conflict, Forbidden } from '../../sdk/errors.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ChapterReading } from '../courses/chapter-reading.js';
import type { Viewer } from '../courses/course-catalogue.js';
import { CourseTitles } from '../courses/course-titles.js';
import type { CourseView } from '../courses/courses.schemas.js';
import { QuestionBank } from '../questions/question-bank.js';
import { QuizAuthoring } from '../quizzes/quiz-authoring.js';
import type { QuizView } from '../quizzes/quiz.view.js';
import { ARCHIVE_LIMITS } from './archive-files.js';
import { printCourse, printedSize, type PrintedFile } from './print-archive.js';

/** The installation itself, which sees everything. */
const INSTALLATION: Viewer = { permissions: new Set(['courses:write', 'quizzes:write']) };

/** Everything of a course, in the form it is exported in. */
@Injectable()
export class CourseExport {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly reading: ChapterReading,
    private readonly titles: CourseTitles,
    private readonly quizzes: QuizAuthoring,
    private readonly bank: QuestionBank,
  ) {}

  /**
   * The files of the course's archive, as they are now: read at once, so that they fit together. With the quizzes come the
   * questions they place and all that their draws may choose from. Throws `NotFound('course')`; `Forbidden` when there are
   * quizzes and the caller may not see keys; `Conflict` for what is larger than an import takes.
   */
  async run(courseId: string, caller: Viewer = INSTALLATION): Promise<{ course: CourseView; files: readonly PrintedFile[] }> {
    return this.uow.run(async () => {
      const { chapters = [], ...course } = await this.reading.courseWith(caller, courseId, { include: 'chapters' });
      const quizzes = await this.quizzesOf(courseId);
      if (quizzes.length > 0 && !caller.permissions.has('quizzes:write')) throw new Forbidden('You may not see the keys of its quizzes');
      const questions = await this.bank.find(await this.questionIds(quizzes));
      const files = printCourse({
        course,
        prerequisites: await this.titles.of(course.prerequisites),
        chapters,
        quizzes,
        questions: [...questions.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
      });
      if (printedSize(files) > ARCHIVE_LIMITS.totalBytes) throw new Conflict('This course is too large for an archive');
      return { course, files };
    });
  }

  private async quizzesOf(courseId: string): Promise<QuizView[]> {
    const quizzes: QuizView[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await this.quizzes.list({ course_id: courseId, limit: 200, ...(cursor === undefined ? {} : { cursor }) });
      quizzes.push(...page.items);
      cursor = page.nextCursor;
      if (cursor === undefined) return quizzes;
    }
  }

  private async questionIds(quizzes: readonly QuizView[]): Promise<string[]> {
    const ids = new Set(quizzes.flatMap(({ questions }) => questions.map(({ id }) => id)));
    for (const { draw = [] } of quizzes) {
      for (const rule of draw) (await this.bank.idsMatching(rule, ARCHIVE_LIMITS.questions + 1)).forEach((id) => ids.add(id));
    }
    if (ids.size > ARCHIVE_LIMITS.questions) throw new Conflict(`Its quizzes draw from more than ${ARCHIVE_LIMITS.questions} questions`);
    return [...ids];
  }
}
