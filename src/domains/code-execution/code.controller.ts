import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Refuses, Summary, Tag } from '../../sdk/documentation.js';
import { Caller, HangUp, LeavesTransaction, Limit, NoStore, RebuildsRepeats, Requires, Returns, SIGNED_IN } from '../../sdk/http.js';
import { type Principal } from '../../sdk/principal.js';
import { idParam } from '../../sdk/schemas.js';
import { EXECUTION_LEASE_SECONDS, ExecuteCode } from './execute-code.js';
import { ExecutionHistory } from './execution-history.js';
import { type ExecuteInput, executeSchema, executionSchema, type HistoryQuery, historyQuery } from './executions.schemas.js';
import { Languages } from './languages.js';
import { languageSchema } from './languages.schemas.js';
import { Usage } from './usage.js';
import { usageSchema } from './usage.schemas.js';

@Tag('Code')
@Controller('code')
export class CodeController {
  constructor(
    private readonly executeCode: ExecuteCode,
    private readonly languages: Languages,
    private readonly history: ExecutionHistory,
    private readonly usage: Usage,
  ) {}

  @Post('execute')
  @Requires(SIGNED_IN)
  @Limit('code_execute')
  @LeavesTransaction({ leaseSeconds: EXECUTION_LEASE_SECONDS })
  @RebuildsRepeats('long')
  @NoStore()
  @Returns(executionSchema)
  @Refuses({ 429: ['QUOTA_EXCEEDED'], 503: ['DEPENDENCY_UNAVAILABLE'] })
  @Summary('Run a program; one that fails is an answer too')
  execute(@Caller() caller: Principal, @Body({ schema: executeSchema }) input: ExecuteInput, @HangUp() gone: AbortSignal) {
    return this.executeCode.run(caller, input, gone);
  }

  @Get('languages')
  @Requires(SIGNED_IN)
  @Returns(languageSchema, { list: true })
  @Refuses({ 503: ['DEPENDENCY_UNAVAILABLE'] })
  @Summary('What programs may be written in, within which limits')
  listLanguages() {
    return this.languages.list();
  }

  @Get('history/:user_id')
  @Requires(SIGNED_IN)
  @NoStore()
  @Returns(executionSchema, { list: true })
  @Summary('What somebody has run, the newest first')
  historyOf(
    @Caller() caller: Principal,
    @Param('user_id', { schema: idParam }) userId: string,
    @Query({ schema: historyQuery }) query: HistoryQuery,
  ) {
    return this.history.of(caller, userId, query);
  }

  @Get('usage')
  @Requires('code:usage')
  @NoStore()
  @Returns(usageSchema)
  @Summary('What running code has cost the institution today')
  usageToday() {
    return this.usage.today();
  }
}
