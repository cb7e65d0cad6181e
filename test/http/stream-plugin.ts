import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Get, Module, Post, Query } from '@nestjs/common';
import { Conflict, Consumes, definePlugin, queryInteger, Requires, Returns, SIGNED_IN, Streamed, UnitOfWork, Uploads } from 'lectern/sdk';
import { z } from 'zod';

const reportSchema = z.object({ bytes: z.int(), good: z.int(), problems: z.array(z.string()) }).meta({ id: 'StreamReport' });
const lineSchema = z.object({ n: z.int(), text: z.string() }).meta({ id: 'StreamLine' });
const exportQuery = z.object({
  count: queryInteger(0, 1_000_000),
  failAt: queryInteger(0, 1_000_000).optional(),
  refused: z.literal('yes').optional(),
});
type ExportQuery = z.output<typeof exportQuery>;

/** What the handlers have seen, for the tests to look at. */
export const diary = {
  /** While set, work on an upload waits for it. */
  hold: undefined as Promise<void> | undefined,
  working: 0,
  made: 0,
  isClosed: false,
};

@Controller('streams')
class StreamController {
  constructor(
    private readonly uploads: Uploads,
    private readonly uow: UnitOfWork,
  ) {}

  @Post('imports')
  @Requires(SIGNED_IN)
  @Consumes('application/x-ndjson')
  @Returns(reportSchema)
  import() {
    return this.uploads.receive(async (upload) => {
      diary.working += 1;
      await diary.hold;
      const report = { bytes: upload.bytes, good: 0, problems: [] as string[] };
      for await (const { number, problem } of upload.lines()) {
        if (problem === undefined) report.good += 1;
        else report.problems.push(`${number}: ${problem}`);
      }
      return this.uow.run(() => Promise.resolve(report));
    });
  }

  @Get('exports')
  @Requires(SIGNED_IN)
  @Returns(lineSchema, { stream: 'application/x-ndjson' })
  export(@Query({ schema: exportQuery }) query: ExportQuery) {
    return new Streamed(this.lines(query), 'lines.ndjson');
  }

  @Get('bytes')
  @Requires(SIGNED_IN)
  @Returns(undefined, { stream: 'application/gzip' })
  bytes() {
    return new Streamed(
      (async function* () {
        await pause(1);
        yield Buffer.from([1, 2]);
        yield Buffer.from([3]);
      })(),
    );
  }

  private async *lines({ count, failAt, refused }: ExportQuery) {
    if (refused) throw new Conflict('Refused as asked');
    diary.isClosed = false;
    try {
      for (let n = 0; n < count; n += 1) {
        if (n === failAt) throw new Error('select password from secrets');
        if (n % 1000 === 0) await this.uow.query('SELECT 1');
        diary.made = n + 1;
        yield { n, text: 'x'.repeat(100), secret: 'canary' };
      }
    } finally {
      diary.isClosed = true;
    }
  }
}

@Module({ controllers: [StreamController] })
class StreamModule {}

/** Routes that receive and send more than fits into memory. */
export const streams = definePlugin({
  id: 'streams',
  version: '1.0.0',
  description: 'Routes that stream',
  core: '^1.0.0',
  routes: ['/streams'],
  module: StreamModule,
});
