import { Controller, Get, Post, Query } from '@nestjs/common';
import { Refuses, Summary, Tag } from '../../../sdk/documentation.js';
import { Caller, Consumes, NoStore, Requires, Returns } from '../../../sdk/http.js';
import { type Principal } from '../../../sdk/principal.js';
import { Streamed, Uploads } from '../../../sdk/streams.js';
import { packArchive } from '../../course-archive/pack-archive.js';
import { unpackArchive } from '../../course-archive/unpack-archive.js';
import { type ExerciseFilters, exerciseFilters } from '../exercises.schemas.js';
import { COLLECTION_LIMITS } from './collection-files.js';
import { type CollectionQuery, collectionQuery, collectionReportSchema } from './collection.schemas.js';
import { ExportExercises } from './export-exercises.js';
import { ImportExercises } from './import-exercises.js';

const GZIP = 'application/gzip';

@Tag('Exercises')
@Controller('exercises')
@NoStore()
export class ExerciseCollectionsController {
  constructor(
    private readonly importing: ImportExercises,
    private readonly exporting: ExportExercises,
    private readonly uploads: Uploads,
  ) {}

  @Get('export')
  @Requires('exercises:write')
  @Returns(undefined, { status: 200, stream: GZIP })
  @Summary('Exercises with their tests and solutions as an archive, or those of them that fit')
  async export(@Query({ schema: exerciseFilters }) filters: ExerciseFilters) {
    return new Streamed(packArchive(await this.exporting.run(filters)), 'exercises.tar.gz');
  }

  @Post('import')
  @Requires('exercises:write')
  @Consumes(GZIP, 'application/octet-stream')
  @Returns(collectionReportSchema)
  @Summary('Write the exercises of an archive, a folder each: all of them or none; those with a known slug are changed')
  @Refuses({ 409: ['EXERCISE_CHANGED'], 429: ['QUOTA_EXCEEDED'], 503: ['DEPENDENCY_UNAVAILABLE'] })
  import(@Caller() { userId }: Principal, @Query({ schema: collectionQuery }) { check, dry_run: dryRun }: CollectionQuery) {
    return this.uploads.receive(async (upload) => {
      const entries = await unpackArchive(upload, COLLECTION_LIMITS);
      return this.importing.run(entries, { check, dryRun, userId });
    });
  }
}
