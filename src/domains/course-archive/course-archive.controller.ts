import { Controller, Get, Param, Post } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, Consumes, NoStore, Requires, Returns } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { Streamed, Uploads } from '../../sdk/streams.js';
import { courseSchema } from '../courses/courses.schemas.js';
import { CourseExport } from './course-export.js';
import { CourseImport } from './course-import.js';
import { packArchive } from './pack-archive.js';
import { archiveName } from './print-archive.js';
import { unpackArchive } from './unpack-archive.js';

const GZIP = 'application/gzip';

@Tag('Courses')
@Controller('courses')
@NoStore()
export class CourseArchiveController {
  constructor(
    private readonly exporting: CourseExport,
    private readonly importing: CourseImport,
    private readonly uploads: Uploads,
  ) {}

  @Get(':id/export')
  @Requires('courses:write')
  @Returns(undefined, { status: 200, stream: GZIP })
  @Summary('A course with chapters, questions and quizzes as an archive; with quizzes only for those who may write them')
  async export(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    const { course, files } = await this.exporting.run(id, caller);
    return new Streamed(packArchive(files), archiveName(course.title));
  }

  @Post('import')
  @Requires('courses:write')
  @Consumes(GZIP, 'application/octet-stream')
  @Returns(courseSchema, { status: 201 })
  @Summary('Make a course of an archive, all of it or nothing; questions and quizzes need the permission to write them')
  import(@Caller() caller: Principal) {
    return this.uploads.receive(async (upload) => this.importing.run(await unpackArchive(upload), caller));
  }
}
