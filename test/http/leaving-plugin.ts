import { Body, Controller, Injectable, Module, Post } from '@nestjs/common';
import {
  Conflict,
  definePlugin,
  EarlierAnswer,
  HangUp,
  idSchema,
  LeavesTransaction,
  Limit,
  newId,
  RebuildsRepeats,
  Requires,
  Returns,
  SIGNED_IN,
  text,
  UnitOfWork,
} from 'lectern/sdk';
import { z } from 'zod';

const errandSchema = z.object({ id: idSchema, name: z.string(), state: z.string() }).meta({ id: 'Errand' });
const newErrand = z.strictObject({ name: text(200) }).meta({ id: 'NewErrand' });
type NewErrand = z.output<typeof newErrand>;

/** What is outside, in the hands of the test: who is there, and how it ends for them. */
export class Outside {
  /** Names, in the order their calls came. */
  readonly calls: string[] = [];
  readonly hungUp: string[] = [];
  private readonly waiting: { readonly name: string; readonly end: (outcome: 'done' | 'failed') => void }[] = [];

  call(name: string): Promise<'done' | 'failed'> {
    this.calls.push(name);
    return new Promise((end) => this.waiting.push({ name, end }));
  }

  count(name: string): number {
    return this.calls.filter((one) => one === name).length;
  }

  /** Ends the oldest call of this name that is still there. */
  end(name: string, outcome: 'done' | 'failed' = 'done'): void {
    const at = this.waiting.findIndex((one) => one.name === name);
    const [one] = this.waiting.splice(at, at < 0 ? 0 : 1);
    if (!one) throw new Error(`Nobody waits for ${name}`);
    one.end(outcome);
  }
}

export const outside = new Outside();

@Injectable()
class Errands {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly earlier: EarlierAnswer,
  ) {}

  async run({ name }: NewErrand) {
    if ((await outside.call(name)) === 'failed') throw new Conflict('Failed outside');
    return this.add(name);
  }

  /** Commits first, then waits for what it began. */
  async begin({ name }: NewErrand) {
    const id = this.earlier.id ?? (await this.add(name)).id;
    if (this.earlier.id === undefined) await outside.call(name);
    const [row] = await this.uow.query<{ name: string }>('SELECT name FROM core.class WHERE id = $1', [id]);
    return { id, name: row?.name ?? 'gone', state: this.earlier.id === undefined ? 'new' : 'known' };
  }

  private add(name: string) {
    return this.uow.run(async (em) => {
      const errand = { id: newId(), name, state: 'done' };
      await em.query('INSERT INTO core.class (id, name) VALUES ($1, $2)', [errand.id, name]);
      return errand;
    });
  }
}

@Controller('leaving')
class LeavingController {
  constructor(private readonly errands: Errands) {}

  @Post('errands')
  @Requires(SIGNED_IN)
  @LeavesTransaction({ leaseSeconds: 60 })
  @Returns(errandSchema, { status: 201 })
  run(@Body({ schema: newErrand }) input: NewErrand) {
    return this.errands.run(input);
  }

  @Post('daily')
  @Requires(SIGNED_IN)
  @Limit('chapter_complete')
  @LeavesTransaction({ leaseSeconds: 60 })
  @Returns(errandSchema, { status: 201 })
  daily(@Body({ schema: newErrand }) input: NewErrand) {
    return this.errands.run(input);
  }

  @Post('begun')
  @Requires(SIGNED_IN)
  @RebuildsRepeats('always')
  @Returns(errandSchema, { status: 202 })
  begin(@Body({ schema: newErrand }) input: NewErrand) {
    return this.errands.begin(input);
  }

  @Post('patience')
  @Requires(SIGNED_IN)
  @LeavesTransaction({ leaseSeconds: 60 })
  @Returns(errandSchema, { status: 201 })
  async wait(@Body({ schema: newErrand }) { name }: NewErrand, @HangUp() gone: AbortSignal) {
    gone.addEventListener('abort', () => outside.hungUp.push(name));
    return this.errands.run({ name });
  }
}

@Module({ controllers: [LeavingController], providers: [Errands] })
class LeavingModule {}

/** Routes whose use cases leave their transaction. */
export const leaving = definePlugin({
  id: 'leaving',
  version: '1.0.0',
  description: 'Routes that call outside',
  core: '^1.0.0',
  routes: ['/leaving'],
  module: LeavingModule,
});
