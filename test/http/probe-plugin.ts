import { Body, Controller, Get, Injectable, Module, Param, Post, Put, Query } from '@nestjs/common';
import {
  Conflict,
  Consumes,
  definePlugin,
  idSchema,
  IgnoresIdempotencyKey,
  LeavesTransaction,
  Limit,
  LimitReservation,
  newId,
  NoStore,
  NotFound,
  type Page,
  type PageQuery,
  pageQuery,
  Paging,
  Preconditions,
  Public,
  Requires,
  Returns,
  SIGNED_IN,
  text,
  UnitOfWork,
} from 'lectern/sdk';
import { z } from 'zod';

const thingSchema = z.object({ id: idSchema, name: z.string() }).meta({ id: 'ProbeThing' });
type Thing = z.output<typeof thingSchema>;

const newThing = z
  .strictObject({
    name: text(200),
    /** How long the transaction stays open. */
    seconds: z.number().max(5).default(0),
    outcome: z.enum(['done', 'refused', 'repeated', 'broken']).default('done'),
    notes: z.record(z.string(), z.string()).optional(),
  })
  .meta({ id: 'ProbeNewThing' });
type NewThing = z.output<typeof newThing>;

const filter = pageQuery({ prefix: z.string().max(50).optional() });
type Filter = PageQuery & { prefix?: string | undefined };

/** Things are rows of `core.class`: a table of its own would test nothing of the request path. */
@Injectable()
class Things {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly paging: Paging,
    private readonly preconditions: Preconditions,
    private readonly reservation: LimitReservation,
  ) {}

  async add({ name, seconds, outcome }: NewThing): Promise<Thing> {
    return this.uow.run(async (em) => {
      const thing = { id: newId(), name, secret: 'canary' };
      await em.query('INSERT INTO core.class (id, name) VALUES ($1, $2)', [thing.id, name]);
      if (seconds > 0) await em.query('SELECT pg_sleep($1)', [seconds]);
      if (outcome === 'refused') throw new Conflict('Refused as asked');
      if (outcome === 'broken') throw new Error('select password from secrets');
      if (outcome === 'repeated') this.reservation.refund();
      this.uow.audit({ action: 'probe.thing-added', category: 'staff', target: { type: 'thing', id: thing.id } });
      this.uow.audit({ action: 'probe.thing-noticed', category: 'system' });
      return thing;
    });
  }

  async get(id: string): Promise<Thing> {
    const [thing] = await this.uow.query<Thing>('SELECT id, name FROM core.class WHERE id = $1', [id]);
    if (!thing) throw new NotFound('thing');
    return thing;
  }

  async rename(id: string, name: string): Promise<Thing> {
    return this.uow.run(async (em) => {
      const [thing] = await em.query<Thing[]>('SELECT id, name FROM core.class WHERE id = $1 FOR UPDATE', [id]);
      if (!thing) throw new NotFound('thing');
      this.preconditions.check(thing);
      await em.query('UPDATE core.class SET name = $2 WHERE id = $1', [id, name]);
      return { ...thing, name };
    });
  }

  async list(query: Filter): Promise<Page<Thing>> {
    const window = this.paging.open(query);
    const filters = [query.prefix ?? ''];
    const rows = await this.uow.query<Thing>(
      `SELECT id, name FROM core.class WHERE starts_with(name, $1) AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
      [...filters, window.after?.[0] ?? null, window.take],
    );
    const [counted] = window.countExactly
      ? await this.uow.query<{ total: number }>('SELECT count(*)::int AS total FROM core.class WHERE starts_with(name, $1)', filters)
      : [];
    return this.paging.close(query, window, rows, (row) => [row.id], counted?.total);
  }
}

@Controller('probe')
class ProbeController {
  constructor(private readonly things: Things) {}

  @Post('things')
  @Requires(SIGNED_IN)
  @Returns(thingSchema, { status: 201 })
  add(@Body({ schema: newThing }) input: NewThing) {
    return this.things.add(input);
  }

  @Post('visitors')
  @Public('visitors may add too')
  @Returns(thingSchema, { status: 201 })
  visit(@Body({ schema: newThing }) input: NewThing) {
    return this.things.add(input);
  }

  @Post('tokens')
  @Requires(SIGNED_IN)
  @IgnoresIdempotencyKey()
  @NoStore()
  @Returns(thingSchema, { status: 201 })
  token(@Body({ schema: newThing }) input: NewThing) {
    return this.things.add(input);
  }

  @Post('daily')
  @Requires(SIGNED_IN)
  @Limit('chapter_complete', { freeRepeats: true })
  @Returns(thingSchema)
  daily(@Body({ schema: newThing }) input: NewThing) {
    return this.things.add(input);
  }

  /** Opens no transaction, as a call to a provider does not. */
  @Post('outside')
  @Requires(SIGNED_IN)
  @Limit('streak_reset')
  @LeavesTransaction({ leaseSeconds: 60 })
  @Returns(thingSchema, { status: 201 })
  outside(@Body({ schema: newThing }) { name }: NewThing) {
    return { id: newId(), name };
  }

  @Post('imports')
  @Requires(SIGNED_IN)
  @Consumes('application/x-ndjson')
  @Returns(z.object({ ok: z.boolean() }))
  import() {
    return { ok: true };
  }

  @Get('things')
  @Requires(SIGNED_IN)
  @Returns(thingSchema, { list: true })
  list(@Query({ schema: filter }) query: Filter) {
    return this.things.list(query);
  }

  @Get('things/:id')
  @Requires(SIGNED_IN)
  @Returns(thingSchema)
  get(@Param('id', { schema: idSchema }) id: string) {
    return this.things.get(id);
  }

  @Put('things/:id')
  @Requires(SIGNED_IN)
  @Returns(thingSchema)
  rename(@Param('id', { schema: idSchema }) id: string, @Body({ schema: z.strictObject({ name: text(200) }) }) { name }: { name: string }) {
    return this.things.rename(id, name);
  }

  @Get('minute')
  @Public('counted by address')
  @Limit('search')
  @Returns(z.object({ ok: z.boolean() }))
  minute() {
    return { ok: true };
  }

  @Get('personal')
  @Public('counted by person, else by address')
  @Limit('quiz_list')
  @Returns(z.object({ ok: z.boolean() }))
  personal() {
    return { ok: true };
  }
}

@Module({ controllers: [ProbeController], providers: [Things] })
class ProbeModule {}

/** Routes for what no real route shows by itself. */
export const probe = definePlugin({
  id: 'probe',
  version: '1.0.0',
  description: 'Routes that show the request path',
  core: '^1.0.0',
  routes: ['/probe'],
  module: ProbeModule,
});
