import { Injectable } from '@nestjs/common';
import { currentContext } from '../../../platform/context/request-context.js';
import { TenantDirectory } from '../../../platform/tenancy/tenant-directory.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { Tutor, type TutorQuestion, type TutorReply } from '../tutor.js';
import { CourseAnswers } from './course-answers.js';
import { type Asked, replyOf } from './draft-reply.js';
import { exerciseOf, offerIn, suggestionIn } from './earlier.js';
import { ExerciseHelp } from './exercise-help.js';
import * as intent from './intent.js';
import { languageOf, languageSpoken } from './language.js';
import type { ExerciseInView } from './next-hint.js';
import { OwnProgress } from './own-progress.js';
import { phrasesOf } from './phrases.js';

/** Sentences and lines: what is said piece by piece. */
const PIECES = /[^\n]*?(?:[.!?:]\s+|\n+)|[^\n]+$/g;

/**
 * Answers from the institution's own courses, by rules alone: the same question gets the same answer. It reads what learners may
 * read and nothing else, so there is nothing it could be talked into telling.
 */
@Injectable()
export class RulesTutor extends Tutor {
  constructor(
    private readonly courses: CourseAnswers,
    private readonly exercises: ExerciseHelp,
    private readonly progress: OwnProgress,
    private readonly tenants: TenantDirectory,
    private readonly uow: UnitOfWork,
  ) {
    super();
  }

  async *reply(question: TutorQuestion, signal: AbortSignal): AsyncGenerator<string, TutorReply, void> {
    signal.throwIfAborted();
    const reply = await this.answer(await this.asked(question));
    for (const [piece] of reply.content.matchAll(PIECES)) {
      signal.throwIfAborted();
      yield piece;
    }
    return reply;
  }

  private async asked(question: TutorQuestion): Promise<Asked> {
    const tenant = currentContext()?.tenant ?? (await this.tenants.byId(this.uow.tenantId));
    const usual = languageOf(tenant?.locale ?? '');
    const language = languageSpoken(question.content, usual);
    return { question, language, foreign: language !== usual, phrases: phrasesOf(language) };
  }

  private async answer(asked: Asked): Promise<TutorReply> {
    const { phrases, question } = asked;
    const { content } = question;
    const offer = offerIn(question);
    if (offer && intent.isYes(content)) return this.exercises.accepted(asked, offer);
    if (offer && intent.isNo(content)) return replyOf('encouragement', [phrases.offerDeclined]);
    const suggestion = intent.isYes(content) ? suggestionIn(question) : undefined;
    const suggested = suggestion && (await this.courses.suggested(asked, suggestion));
    if (suggested) return suggested;
    if (intent.isGreeting(content)) return this.encourage(asked, phrases.greeting);
    if (intent.isThanks(content)) return replyOf('encouragement', [phrases.thanks]);
    if (intent.asksForKeys(content)) return replyOf('question', [phrases.noKeys], { refused: 'keys' });
    const id = exerciseOf(question);
    const exercise = id === undefined ? undefined : await this.exercises.exercise(asked, id);
    return exercise ? this.withExercise(asked, exercise) : this.withoutExercise(asked);
  }

  /** Their task is before them: what something is they are told, and how it is done they find out, with a hint. */
  private async withExercise(asked: Asked, exercise: ExerciseInView): Promise<TutorReply> {
    const { phrases, question } = asked;
    if (intent.asksForItsSolution(question.content)) return this.exercises.next(asked, exercise, phrases.noSolution);
    if (intent.asksWhatItIs(question.content) && !intent.isStuck(question.content)) {
      const answer = await this.courses.answer(asked, phrases.hintToBeHad(exercise.title));
      if (answer) return answer;
    }
    return this.exercises.next(asked, exercise);
  }

  private async withoutExercise(asked: Asked): Promise<TutorReply> {
    const { phrases, question } = asked;
    const { content } = question;
    if (intent.asksForSolution(content)) return replyOf('question', [phrases.noSolution, phrases.whichExercise], { refused: 'solution' });
    if (intent.asksForProgress(content)) return this.encourage(asked);
    if (intent.isDiscouraged(content)) return this.encourage(asked, phrases.courage);
    const answer = await this.courses.answer(asked);
    if (answer) return answer;
    const askedBack = await this.courses.askBack(asked);
    return intent.isStuck(content) ? replyOf('question', [askedBack.content, phrases.whichExercise], askedBack.metadata) : askedBack;
  }

  private async encourage({ question, phrases }: Asked, lead?: string): Promise<TutorReply> {
    const achieved = await this.progress.of(question.studentId);
    return replyOf('encouragement', [lead, phrases.achieved(achieved)]);
  }
}
