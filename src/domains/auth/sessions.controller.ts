import { Controller, Delete, Get, Param } from '@nestjs/common';
import { ForOperatorsToo } from '../../platform/permissions/for-operators-too.js';
import { EndsSession, Summary, Tag } from '../../sdk/documentation.js';
import { Caller, NoStore, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import type { Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { sessionSchema } from './auth.schemas.js';
import { OwnSessions } from './own-sessions.js';

@Tag('Auth')
@Controller('auth/sessions')
@ForOperatorsToo()
@NoStore()
export class SessionsController {
  constructor(private readonly sessions: OwnSessions) {}

  @Get()
  @Requires(SIGNED_IN)
  @Returns(sessionSchema, { list: true })
  @Summary('Where the caller is signed in')
  async list(@Caller() caller: Principal) {
    return this.sessions.list(caller);
  }

  @Delete(':id')
  @EndsSession()
  @Requires(SIGNED_IN)
  @Returns(undefined)
  @Summary("End one of the caller's sessions")
  async end(@Caller() caller: Principal, @Param('id', { schema: idParam }) id: string) {
    return this.sessions.end(caller, id);
  }
}
