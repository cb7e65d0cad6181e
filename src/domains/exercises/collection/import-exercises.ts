import { Injectable } from '@nestjs/common';
import { assertOnlyImport } from '../../../platform/http/streams/line-import.js';
import { Conflict, InvalidInput } from '../../../sdk/errors.js';
import { newId } from '../../../sdk/ids.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import type { ArchiveEntry } from '../../course-archive/archive-files.js';
import { ArchiveProblems } from '../../course-archive/archive-problems.js';
import { assertPassed, type Check, ExerciseChecking } from '../exercise-checking.js';
import { type ExerciseContent, newContent } from '../exercise-content.js';
import { ExerciseLanguages } from '../exercise-languages.js';
import { EXERCISE, FROM_EXERCISE } from '../exercise-sql.js';
import { ExerciseStore } from '../exercise-store.js';
import type { CollectionReport } from './collection.schemas.js';
import { type ImportStep, planStep, type PresentExercise } from './plan-import.js';
import { type CollectedExercise, readCollection } from './read-collection.js';

const PRESENT = `
  ${EXERCISE}, v.checked_at IS NOT NULL AS is_checked ${FROM_EXERCISE} WHERE e.slug = ANY ($1::text[]) AND e.deleted_at IS NULL`;

export interface ImportOptions {
  /** Whether solutions are run. */
  readonly check: boolean;
  readonly dryRun: boolean;
  /** Somebody else has seen the solutions pass: with nothing run, what has one is published all the same. For content that comes with the product. */
  readonly vouched?: boolean;
  /** Whose processor time that is; nobody's for the installation itself. */
  readonly userId?: string;
}

/** Makes exercises of a collection, or changes those that have its slugs: all of them, or none. */
@Injectable()
export class ImportExercises {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly store: ExerciseStore,
    private readonly languages: ExerciseLanguages,
    private readonly checking: ExerciseChecking,
  ) {}

  /**
   * Solutions are run before anything is written, outside of any unit of work. Throws `InvalidInput` with every problem by its
   * place in the collection, a failed solution among them; `Conflict` when an exercise was changed meanwhile.
   */
  async run(entries: readonly ArchiveEntry[], options: ImportOptions): Promise<CollectionReport> {
    const problems = new ArchiveProblems();
    const collected = readCollection(entries, problems);
    problems.throwIfAny();
    const present = await this.present(collected.map(({ slug }) => slug));
    const contents = await this.fitting(collected, problems);
    const steps: ImportStep[] = [];
    for (const [one, content] of contents) {
      const isRunnable = options.check && content.solutionCode !== null && (await this.checking.knows(content));
      steps.push(
        planStep(one, content, { current: present.get(one.slug), check: options.check, isVouched: options.vouched === true, isRunnable }),
      );
    }
    const checks = await this.runSolutions(steps, options, problems);
    if (options.dryRun) return reportOf(steps, options, new Map());
    return this.uow.run(async () => {
      await assertOnlyImport(this.uow, 'exercises');
      await this.assertUnchanged(steps);
      const ids = new Map<string, string>();
      for (const step of steps) ids.set(step.collected.slug, await this.write(step, checks.get(step)));
      const report = reportOf(steps, options, ids);
      const { created, updated, unchanged } = report;
      this.uow.audit({ action: 'exercises.exercises-imported', category: 'staff', detail: { created, updated, unchanged } });
      return report;
    });
  }

  private async present(slugs: readonly string[]): Promise<Map<string, PresentExercise>> {
    const rows = await this.uow.query<PresentExercise>(PRESENT, [slugs]);
    return new Map(rows.map((row) => [row.slug, row]));
  }

  private async fitting(all: readonly CollectedExercise[], problems: ArchiveProblems): Promise<Map<CollectedExercise, ExerciseContent>> {
    const contents = new Map(all.map((one) => [one, newContent(one.input)]));
    for (const [collected, content] of contents) {
      if (collected.input.status === 'published' && content.cases.length === 0)
        problems.add(collected.slug, 'A published exercise has at least one test');
      await this.named(collected, problems, () => this.languages.assertFits(content));
    }
    problems.throwIfAny();
    return contents;
  }

  private async runSolutions(
    steps: readonly ImportStep[],
    { userId }: ImportOptions,
    problems: ArchiveProblems,
  ): Promise<Map<ImportStep, Check>> {
    const checks = new Map<ImportStep, Check>();
    for (const step of steps) {
      if (!step.runs) continue;
      await this.named(step.collected, problems, async () => {
        const check = await this.checking.run(step.content, userId, 'bulk');
        assertPassed(check, step.content);
        checks.set(step, check);
      });
    }
    problems.throwIfAny();
    return checks;
  }

  /** What an exercise is refused with becomes a problem of its files. */
  private async named({ placeOf }: CollectedExercise, problems: ArchiveProblems, act: () => Promise<void> | void): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      for (const [field, messages] of Object.entries(error.extras.errors ?? {})) {
        for (const message of messages) problems.add(placeOf(field), message);
      }
    }
  }

  /** Locks what is here, in one order; new ones must not have come meanwhile. */
  private async assertUnchanged(steps: readonly ImportStep[]): Promise<void> {
    const known = steps.flatMap(({ current }) => current ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    for (const { id, revision } of known) if ((await this.store.lock(id)).revision !== revision) throw changedMeanwhile();
    const present = await this.present(steps.map(({ collected }) => collected.slug));
    if (present.size > known.length) throw changedMeanwhile();
  }

  private async write({ collected, current, content, action, status, version }: ImportStep, check: Check | undefined): Promise<string> {
    const id = current?.id ?? newId();
    if (!current) await this.store.add(id, content, status, collected.slug);
    else if (action === 'updated') await this.store.change(current, content, { slug: collected.slug, status, version });
    if (check) await this.store.keepCheck(id, version, check);
    if (action === 'unchanged') return id;
    const act = action === 'created' ? 'exercises.exercise-created' : 'exercises.exercise-changed';
    this.uow.audit({ action: act, category: 'staff', target: { type: 'exercise', id }, detail: { imported: true, status, version } });
    return id;
  }
}

const changedMeanwhile = (): Conflict => new Conflict('An exercise was changed during the import: send it again', 'EXERCISE_CHANGED');

const reportOf = (steps: readonly ImportStep[], { dryRun }: ImportOptions, ids: ReadonlyMap<string, string>): CollectionReport => {
  const count = (wanted: ImportStep['action']) => steps.filter(({ action }) => action === wanted).length;
  return {
    dry_run: dryRun,
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    exercises: steps.map(({ collected, current, content, action, status, version, unchecked }) => ({
      id: ids.get(collected.slug) ?? current?.id ?? null,
      slug: collected.slug,
      title: content.title,
      action,
      status,
      version,
      unchecked,
    })),
  };
};
