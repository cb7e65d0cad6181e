import { Injectable } from '@nestjs/common';
import { Conflict } from '../../../sdk/errors.js';
import { UnitOfWork } from '../../../sdk/unit-of-work.js';
import { printedSize, type PrintedFile } from '../../course-archive/print-archive.js';
import { ExerciseListing } from '../exercise-listing.js';
import type { ExerciseFilters } from '../exercises.schemas.js';
import { COLLECTION_LIMITS, MOST_EXERCISES } from './collection-files.js';
import { printCollection } from './print-collection.js';

/** Exercises in the form a collection has. */
@Injectable()
export class ExportExercises {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly listing: ExerciseListing,
  ) {}

  /** The files of all exercises that fit, read at once. Throws `Conflict` for more than an import takes. */
  async run(filters: ExerciseFilters): Promise<PrintedFile[]> {
    return this.uow.run(async () => {
      const rows = await this.listing.matching(filters, MOST_EXERCISES + 1);
      const files = printCollection(rows);
      if (rows.length > MOST_EXERCISES || printedSize(files) > COLLECTION_LIMITS.totalBytes)
        throw new Conflict('These are more exercises than an archive takes: ask for some of them, by topic, difficulty or language');
      return files;
    });
  }
}
