import { Controller, Delete, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { jobSchema } from '../../platform/jobs/jobs.schemas.js';
import { Summary, Tag } from '../../sdk/documentation.js';
import { Caller, NoStore, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { idSchema } from '../../sdk/ids.js';
import type { Principal } from '../../sdk/principal.js';
import { idParam, instant } from '../../sdk/schemas.js';
import { ErasureRequests } from './erasure-requests.js';
import { PersonalDataExports } from './personal-data-exports.js';

const personalDataSchema = z
  .object({
    user_id: idSchema,
    exported_at: instant,
    /** One for each table, as stored; secrets left out. */
    sections: z.array(z.object({ owner: z.string(), table: z.string(), rows: z.array(z.record(z.string(), z.unknown())) })),
  })
  .meta({ id: 'PersonalData' });

@Tag('Users')
@Controller('users/:id')
@NoStore()
export class PersonalDataController {
  constructor(
    private readonly exports: PersonalDataExports,
    private readonly erasures: ErasureRequests,
  ) {}

  @Get('personal-data')
  @Requires(SIGNED_IN)
  @Returns(personalDataSchema)
  @Summary('Everything that is held on a person')
  async export(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.exports.run(caller, id);
  }

  /** Follow it with `GET /jobs/{id}`. */
  @Delete()
  @Requires('users:write')
  @Returns(jobSchema, { status: 202 })
  @Summary('Erase a person everywhere, as a job')
  async erase(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.erasures.request(caller, id);
  }
}
