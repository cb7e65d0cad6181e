import { Injectable } from '@nestjs/common';
import type { TutorReply } from '../tutor.js';
import { CourseAnswers } from './course-answers.js';
import { type Asked, replyOf } from './draft-reply.js';
import type { Offer } from './earlier.js';
import { type ExerciseInView, NextHint } from './next-hint.js';

/** Helps on with an exercise by its hints: never by its solution, which is not even read. */
@Injectable()
export class ExerciseHelp {
  constructor(
    private readonly hints: NextHint,
    private readonly courses: CourseAnswers,
  ) {}

  exercise({ question }: Asked, id: string): Promise<ExerciseInView | undefined> {
    return this.hints.exercise(question.studentId, id);
  }

  /** The next hint if it is free, else what it costs; `lead` goes before it. */
  async next(asked: Asked, exercise: ExerciseInView, lead?: string): Promise<TutorReply> {
    const { phrases } = asked;
    const { id, title, revealed, nextCost } = exercise;
    const unsaid = await this.unsaid(asked, id);
    const number = unsaid ?? revealed.length + 1;
    if (unsaid !== undefined) return this.give(asked, exercise, number, lead);
    if (nextCost === null) return this.withoutHint(asked, exercise, lead);
    if (nextCost > 0) {
      const offer = { exercise_id: id, number, cost: nextCost };
      return replyOf('hint', [lead, phrases.offer(title, nextCost)], { exercise_id: id, offer });
    }
    return this.give(asked, exercise, number, lead);
  }

  private async give({ question, phrases }: Asked, { id, title }: ExerciseInView, number: number, lead?: string): Promise<TutorReply> {
    const given = await this.hints.take(question.studentId, id, number, 0);
    if (!given) return replyOf('hint', [lead, phrases.offerChanged], { exercise_id: id });
    return replyOf('hint', [lead, phrases.hint(title, given)], { exercise_id: id, hint: given.number });
  }

  /** A hint that was taken for this very question, by a process that died before it could say so. */
  private async unsaid({ question }: Asked, id: string): Promise<number | undefined> {
    const { studentId, askedAt, history } = question;
    const taken = await this.hints.takenSince(studentId, id, askedAt);
    const isSaid = history.some(
      ({ role, metadata }) => role === 'assistant' && metadata['exercise_id'] === id && metadata['hint'] === taken,
    );
    return isSaid ? undefined : taken;
  }

  /** The hint that was offered, for what it was offered for. */
  async accepted({ question, phrases }: Asked, { exerciseId, number, cost }: Offer): Promise<TutorReply> {
    const exercise = await this.hints.exercise(question.studentId, exerciseId);
    const given = exercise && (await this.hints.take(question.studentId, exerciseId, number, cost));
    if (!exercise || !given) return replyOf('hint', [phrases.offerChanged], { exercise_id: exerciseId });
    return replyOf('hint', [phrases.hint(exercise.title, given)], { exercise_id: exerciseId, hint: given.number, cost: given.cost });
  }

  /** The last one again, and where the courses explain what the exercise is about. */
  private async withoutHint(asked: Asked, { id, title, topic, revealed }: ExerciseInView, lead?: string): Promise<TutorReply> {
    const { phrases } = asked;
    const place = (await this.courses.about(asked, `${topic ?? ''} ${title}`)) ?? (await this.courses.about(asked, topic ?? ''));
    return replyOf('hint', [lead, phrases.noFurtherHint(title, revealed.at(-1)), place && phrases.seeAlso(place)], {
      exercise_id: id,
      citations: place ? [place] : [],
    });
  }
}
