import { Injectable } from '@nestjs/common';
import { Forbidden, InvalidInput } from '../../sdk/errors.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { ChapterAuthoring } from '../courses/chapter-authoring.js';
import { CourseAuthoring } from '../courses/course-authoring.js';
import { CourseTitles } from '../courses/course-titles.js';
import type { CourseView } from '../courses/courses.schemas.js';
import { QuestionReuse } from '../questions/question-reuse.js';
import { QuizAuthoring } from '../quizzes/quiz-authoring.js';
import { COURSE_FILE, type ArchiveEntry, archiveFiles } from './archive-files.js';
import type { ArchivedCourse, ArchivedQuiz } from './archive-format.js';
import { ArchiveProblems } from './archive-problems.js';
import { type CourseArchive, type Placed, readCourseArchive } from './course-archive.js';

/** Makes a course, its chapters, questions and quizzes of an archive: all of it, or nothing. */
@Injectable()
export class CourseImport {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly courses: CourseAuthoring,
    private readonly chapters: ChapterAuthoring,
    private readonly titles: CourseTitles,
    private readonly questions: QuestionReuse,
    private readonly quizzes: QuizAuthoring,
  ) {}

  /**
   * Always a new course, even beside one of the same title; questions that the bank has word for word are not doubled.
   * `caller` is who must be allowed to, or undefined for the installation itself. Throws `InvalidInput` with every problem by
   * its place in the archive; `Forbidden` for questions and quizzes of somebody who may not write them.
   */
  async run(entries: readonly ArchiveEntry[], caller?: Pick<Principal, 'permissions'>): Promise<CourseView> {
    const problems = new ArchiveProblems();
    const archive = readCourseArchive(archiveFiles(entries, problems), problems);
    const asks = archive && archive.quizzes.length + archive.questions.size > 0;
    if (asks && caller && !caller.permissions.has('quizzes:write')) throw new Forbidden('You may not write quizzes and questions');
    problems.throwIfAny();
    if (!archive) throw new Error('An archive without problems has a course');
    return this.uow.run(() => this.make(archive));
  }

  private async make(archive: CourseArchive): Promise<CourseView> {
    const problems = new ArchiveProblems();
    const { format: _format, version: _version, status, prerequisites = [], ...course } = archive.course;
    const required = await this.required(prerequisites, problems);
    const { id } = await this.courses.create(course);
    const added = await this.chapters.append(id, [...archive.chapters.values()]);
    const chapterIds = new Map([...archive.chapters.keys()].map((stem, index) => [stem, added[index] ?? '']));
    const settled = await this.makeQuizzes(id, chapterIds, archive, problems);
    problems.throwIfAny();
    this.uow.audit({
      action: 'courses.course-imported',
      category: 'staff',
      target: { type: 'course', id },
      detail: {
        chapters: chapterIds.size,
        quizzes: archive.quizzes.length,
        questions: archive.questions.size,
        questions_added: settled.added,
      },
    });
    // Last, because it keeps others from changing what their courses presuppose.
    return this.courses.update(id, { status: status ?? 'draft', ...(required.length > 0 ? { prerequisites: required } : {}) });
  }

  private async required(titles: NonNullable<ArchivedCourse['prerequisites']>, problems: ArchiveProblems): Promise<string[]> {
    const required: string[] = [];
    for (const [index, title] of titles.entries()) {
      const [id, another] = await this.titles.idsOf(title);
      const place = `${COURSE_FILE}.prerequisites.${index}`;
      if (id === undefined) problems.add(place, 'There is no course of this title here: import it first, or take it out');
      else if (another !== undefined) problems.add(place, 'Several courses here have this title');
      else if (required.includes(id)) problems.add(place, 'Name each course once');
      else required.push(id);
    }
    return required;
  }

  private async makeQuizzes(
    courseId: string,
    chapterIds: ReadonlyMap<string, string>,
    { questions, quizzes }: CourseArchive,
    problems: ArchiveProblems,
  ): Promise<{ added: number }> {
    const settled = await this.questions.settle([...questions.values()].map(({ key: _key, ...question }) => question));
    const questionIds = new Map([...questions.keys()].map((key, index) => [key, settled.ids[index] ?? '']));
    for (const { place, value } of quizzes) {
      await this.makeQuiz(courseId, chapterIds, questionIds, { place, value }, problems);
    }
    return settled;
  }

  private async makeQuiz(
    courseId: string,
    chapterIds: ReadonlyMap<string, string>,
    questionIds: ReadonlyMap<string, string>,
    { place, value }: Placed<ArchivedQuiz>,
    problems: ArchiveProblems,
  ): Promise<void> {
    const { chapter, questions = [], ...quiz } = value;
    const placed = questions.map(({ key, points }) => ({ id: questionIds.get(key) ?? '', points }));
    const chapterId = chapter == null ? null : (chapterIds.get(chapter) ?? null);
    try {
      await this.quizzes.create({ ...quiz, course_id: courseId, chapter_id: chapterId, questions: placed });
    } catch (error) {
      // Refused before anything of it was written: the others are tried too, and the whole is taken back at the end.
      if (!(error instanceof InvalidInput)) throw error;
      problems.addAll(place, error.extras.errors ?? {});
    }
  }
}
