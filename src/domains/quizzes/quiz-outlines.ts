import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { QUIZ_COLUMNS, type QuizRow } from './quiz-sql.js';

/** The quizzes of a course as they are written, for whoever takes a course elsewhere; `QuizAuthoring.create` writes them there. */
@Injectable()
export class QuizOutlines {
  constructor(private readonly uow: UnitOfWork) {}

  /** In the order they were written. Their questions are ids of the bank. */
  async ofCourse(courseId: string): Promise<readonly QuizRow[]> {
    return this.uow.query<QuizRow>(`SELECT ${QUIZ_COLUMNS} FROM core.quiz q WHERE q.course_id = $1 ORDER BY q.id`, [courseId]);
  }
}
