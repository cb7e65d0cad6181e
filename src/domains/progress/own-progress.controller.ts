import { Body, Controller, Param, Put } from '@nestjs/common';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, NoStore, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { type SetCourseProgress, setCourseProgressSchema, userProgressSchema } from './progress.schemas.js';
import { SettingCourseProgress } from './setting-course-progress.js';

@Tag('Progress')
@Controller('progress/me')
@NoStore()
export class OwnProgressController {
  constructor(private readonly setting: SettingCourseProgress) {}

  @Put('courses/:id')
  @Requires(SIGNED_IN)
  @Returns(userProgressSchema)
  @Summary('Say how far one is in a course')
  set(
    @Caller() caller: Principal,
    @Param('id', { schema: idParam }) courseId: string,
    @Body({ schema: setCourseProgressSchema }) input: SetCourseProgress,
  ) {
    return this.setting.run(caller, courseId, input);
  }
}
