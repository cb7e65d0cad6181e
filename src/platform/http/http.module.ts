import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { Paging, Preconditions } from '../../sdk/page.js';
import { Uploads } from '../../sdk/streams.js';
import { AnswerInterceptor } from './answer-interceptor.js';
import { ContractPipe } from './contract-pipe.js';
import { Drain } from './drain.js';
import { ErrorFilter } from './error-filter.js';
import { KnownOrigins } from './known-origins.js';
import { CursorPaging } from './paging.js';
import { HttpPreconditions } from './preconditions.js';
import { HttpUploads } from './streams/http-uploads.js';

/** How requests come in and answers go out. */
@Global()
@Module({
  providers: [
    { provide: APP_PIPE, useClass: ContractPipe },
    { provide: APP_FILTER, useClass: ErrorFilter },
    { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
    { provide: Paging, useClass: CursorPaging },
    { provide: Preconditions, useClass: HttpPreconditions },
    { provide: Uploads, useClass: HttpUploads },
    KnownOrigins,
    Drain,
  ],
  exports: [Paging, Preconditions, Uploads, Drain, KnownOrigins],
})
export class HttpModule {}
