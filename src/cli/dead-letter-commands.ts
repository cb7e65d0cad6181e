import { type Command, Option } from 'commander';
import { BulkRedrive } from '../platform/dead-letters/bulk-redrive.js';
import { DeadLetters } from '../platform/dead-letters/dead-letters.js';
import { asInstallation, SYSTEM_TENANT_ID } from '../platform/tenancy/system-tenant.js';
import type { DeadLetterFilter } from '../platform/dead-letters/dead-letters.schemas.js';
import type { Principal } from '../sdk/principal.js';
import { print, withApp } from './command-line.js';

/** Whoever may start commands on the installation's machine may do what an operator may. */
const OPERATOR: Principal = { tenantId: SYSTEM_TENANT_ID, userId: '', sessionId: '', role: 'operator', permissions: new Set() };

const withLetters = (work: (letters: DeadLetters) => Promise<void>): Promise<void> =>
  withApp(({ app }) => asInstallation(() => work(app.get(DeadLetters, { strict: false }))));

const list = (options: { readonly kind?: 'event' | 'job'; readonly consumer?: string }): Promise<void> =>
  withLetters(async (letters) => {
    const { items } = await letters.list(OPERATOR, { ...options, limit: 200 });
    for (const { id, kind, consumer, name, attempts, error } of items) {
      print([id, kind, consumer, name, `${attempts} attempts`, error.replace(/\s+/g, ' ')].join('  '));
    }
    print(`${items.length} dead letters`);
  });

interface RedriveOptions {
  readonly kind?: 'event' | 'job';
  readonly consumer?: string;
  readonly name?: string;
  readonly all?: true;
}

const redrive = async (ids: string[], { all, ...filter }: RedriveOptions): Promise<void> => {
  const filtered = Object.keys(filter).length > 0;
  if (ids.length > 0 === (filtered || all === true))
    throw new Error('Name dead letters, or say which: --consumer, --name, --kind or --all');
  if (filtered || all) return redriveAll(filter);
  await withLetters(async (letters) => {
    for (const id of ids) print(`redriven: ${(await letters.redrive(OPERATOR, id)).consumer}`);
  });
};

const redriveAll = (filter: DeadLetterFilter): Promise<void> =>
  withApp(({ app }) =>
    asInstallation(async () => {
      const bulk = app.get(BulkRedrive, { strict: false });
      let total = 0;
      for (let left = 1; left > 0;) {
        const { redriven, remaining } = await bulk.run(OPERATOR, filter);
        total += redriven;
        left = redriven > 0 ? remaining : 0;
      }
      print(`${total} redriven`);
    }),
  );

const discard = (ids: string[]): Promise<void> =>
  withLetters(async (letters) => {
    for (const id of ids) await letters.discard(OPERATOR, id);
    print(`${ids.length} discarded`);
  });

export const deadLetterCommands = (program: Command): void => {
  const letters = program.command('dead-letters').description('events and jobs that were given up, of all institutions');
  letters.command('list').description('the newest 200').option('--kind <kind>', 'event or job').option('--consumer <id>').action(list);
  letters
    .command('redrive [ids...]')
    .description('give them another try: those named, or all that match')
    .addOption(new Option('--kind <kind>').choices(['event', 'job']))
    .option('--consumer <id>')
    .option('--name <name>', 'of the event or the job')
    .option('--all', 'everything')
    .action(redrive);
  letters.command('discard <ids...>').description('give up on them for good').action(discard);
};
