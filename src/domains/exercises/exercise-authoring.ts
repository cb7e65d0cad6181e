import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Conflict, InvalidInput, Unavailable } from '../../sdk/errors.js';
import { newId } from '../../sdk/ids.js';
import { Preconditions } from '../../sdk/page.js';
import type { Principal } from '../../sdk/principal.js';
import { UnitOfWork } from '../../sdk/unit-of-work.js';
import { assertPassed, type Check, ExerciseChecking, unchecked } from './exercise-checking.js';
import { changedContent, contentOf, type ExerciseContent, isGradedAlike, newContent } from './exercise-content.js';
import type { ExerciseStatus } from './exercise-kinds.js';
import { ExerciseLanguages } from './exercise-languages.js';
import type { ExerciseRow } from './exercise-sql.js';
import { ExerciseStore } from './exercise-store.js';
import { staffView } from './exercise.view.js';
import {
  type CheckedExerciseView,
  type CreateExercise,
  exerciseSchema,
  type ExerciseView,
  type UpdateExercise,
} from './exercises.schemas.js';
import type { CheckReport } from './check-report.schemas.js';

/** Whose processor time the solution takes. */
type Author = Pick<Principal, 'userId'>;

/** What a change makes of an exercise, and whether its solution has to pass first. */
interface Plan {
  readonly content: ExerciseContent;
  readonly status: ExerciseStatus;
  readonly version: number;
  readonly needsCheck: boolean;
}

const planFor = (current: ExerciseRow, { status = current.status, ...input }: UpdateExercise): Plan => {
  const content = changedContent(contentOf(current), input);
  const isNewVersion = !isGradedAlike(contentOf(current), content);
  const isShown = status === 'published' && (isNewVersion || current.status === 'draft');
  return { content, status, version: current.version + (isNewVersion ? 1 : 0), needsCheck: isShown && content.solutionCode !== null };
};

const isChange = (current: ExerciseRow, { content, status }: Plan, slug: string): boolean =>
  status !== current.status || slug !== current.slug || !isDeepStrictEqual(contentOf(current), content);

const assertPublishable = (content: ExerciseContent): void => {
  if (content.cases.length === 0) throw new InvalidInput({ test_cases: ['A published exercise has at least one test'] });
};

/**
 * Writing and publishing exercises. What is published has tests, and its own solution, if there is one, passes them: that is run in
 * the sandbox before anything is written, never in a transaction, and what was changed meanwhile is not written over.
 */
@Injectable()
export class ExerciseAuthoring {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly store: ExerciseStore,
    private readonly languages: ExerciseLanguages,
    private readonly checking: ExerciseChecking,
    private readonly preconditions: Preconditions,
  ) {}

  /** Published if its own solution passes or there is none, else a draft, unless the input says which. */
  async create(author: Author, { status, slug, ...input }: CreateExercise): Promise<CheckedExerciseView> {
    const content = newContent(input);
    await this.languages.assertFits(content);
    const check = await this.checkNew(author, content, status);
    const passed = check === undefined || check.report.passed;
    return this.uow.run(async () => {
      const id = newId();
      await this.store.add(id, content, status ?? (passed ? 'published' : 'draft'), slug);
      if (check?.report.passed) await this.store.keepCheck(id, 1, check);
      this.audit('exercises.exercise-created', id, { title: content.title });
      return withReport(await this.read(id), check);
    });
  }

  /** A change of what is graded makes a new version. A published exercise stays so only if its solution still passes. */
  async update(author: Author, id: string, input: UpdateExercise): Promise<CheckedExerciseView> {
    const before = await this.store.find(id);
    this.preconditions.check(staffView(before));
    const planned = planFor(before, input);
    await this.languages.assertFits(planned.content);
    if (planned.status === 'published') assertPublishable(planned.content);
    const check = planned.needsCheck ? await this.checking.run(planned.content, author.userId) : undefined;
    if (check) assertPassed(check, planned.content);
    return this.uow.run(async () => {
      const current = await this.store.lock(id);
      this.preconditions.check(staffView(current));
      const plan = current.revision === before.revision ? planned : this.replan(current, input, planned);
      const slug = input.slug ?? current.slug;
      if (isChange(current, plan, slug)) await this.store.change(current, plan.content, { ...plan, slug });
      if (check) await this.store.keepCheck(id, plan.version, check);
      this.auditChange(current, plan, Object.keys(input));
      return withReport(await this.read(id), check);
    });
  }

  publish(author: Author, id: string): Promise<CheckedExerciseView> {
    return this.update(author, id, { status: 'published' });
  }

  unpublish(author: Author, id: string): Promise<CheckedExerciseView> {
    return this.update(author, id, { status: 'draft' });
  }

  /** What its tests make of its own solution, as it is now. Throws `Conflict` when it was changed meanwhile. */
  async check(author: Author, id: string): Promise<CheckReport> {
    const before = await this.store.find(id);
    const check = await this.checking.run(contentOf(before), author.userId);
    return this.uow.run(async () => {
      const current = await this.store.lock(id);
      if (current.version !== before.version) throw changedMeanwhile();
      if (check.report.passed) await this.store.keepCheck(id, current.version, check);
      return check.report;
    });
  }

  /** Takes it out of view, from staff too. What learners handed in and achieved stays. */
  async delete(id: string): Promise<void> {
    await this.uow.run(async () => {
      this.preconditions.check(staffView(await this.store.lock(id)), exerciseSchema);
      await this.store.delete(id);
      this.audit('exercises.exercise-deleted', id);
    });
  }

  /** Undefined when nothing is to be run. */
  private async checkNew(author: Author, content: ExerciseContent, status: ExerciseStatus | undefined): Promise<Check | undefined> {
    if (status === 'draft') return undefined;
    if (status === 'published') assertPublishable(content);
    if (content.cases.length > 0 && content.solutionCode === null) return undefined;
    try {
      const check = await this.checking.run(content, author.userId);
      if (status === 'published') assertPassed(check, content);
      return check;
    } catch (error) {
      if (status === undefined && error instanceof Unavailable) return unchecked('sandbox_unavailable');
      throw error;
    }
  }

  /** Somebody else was faster: their changes stay, as long as nothing was checked that they have changed. */
  private replan(current: ExerciseRow, input: UpdateExercise, planned: Plan): Plan {
    const plan = planFor(current, input);
    if (planned.needsCheck || plan.needsCheck || !isGradedAlike(plan.content, planned.content)) throw changedMeanwhile();
    if (plan.status === 'published') assertPublishable(plan.content);
    return plan;
  }

  private async read(id: string): Promise<ExerciseView> {
    return staffView(await this.store.find(id));
  }

  private auditChange(current: ExerciseRow, { status, version }: Plan, inputFields: readonly string[]): void {
    const fields = inputFields.filter((field) => field !== 'status');
    const moved = version === current.version ? {} : { version };
    if (fields.length > 0) this.audit('exercises.exercise-changed', current.id, { fields, ...moved });
    if (status === current.status) return;
    this.audit(status === 'published' ? 'exercises.exercise-published' : 'exercises.exercise-unpublished', current.id);
  }

  private audit(action: string, id: string, detail?: Record<string, unknown>): void {
    this.uow.audit({ action, category: 'staff', target: { type: 'exercise', id }, ...(detail ? { detail } : {}) });
  }
}

const changedMeanwhile = (): Conflict => new Conflict('The exercise was changed while its solution was run', 'EXERCISE_CHANGED');

const withReport = (view: ExerciseView, check: Check | undefined): CheckedExerciseView => (check ? { ...view, check: check.report } : view);
