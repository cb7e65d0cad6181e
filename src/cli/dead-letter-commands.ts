import type { Command } from 'commander';
import { DeadLetters } from '../platform/dead-letters/dead-letters.js';
import { asInstallation, SYSTEM_TENANT_ID } from '../platform/tenancy/system-tenant.js';
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
      print([id, kind, consumer, name, `${attempts} attempts`, error].join('  '));
    }
    print(`${items.length} dead letters`);
  });

const redrive = (ids: string[]): Promise<void> =>
  withLetters(async (letters) => {
    for (const id of ids) print(`redriven: ${(await letters.redrive(OPERATOR, id)).consumer}`);
  });

const discard = (ids: string[]): Promise<void> =>
  withLetters(async (letters) => {
    for (const id of ids) await letters.discard(OPERATOR, id);
    print(`${ids.length} discarded`);
  });

export const deadLetterCommands = (program: Command): void => {
  const letters = program.command('dead-letters').description('events and jobs that were given up, of all institutions');
  letters.command('list').description('the newest 200').option('--kind <kind>', 'event or job').option('--consumer <id>').action(list);
  letters.command('redrive <ids...>').description('give them another try').action(redrive);
  letters.command('discard <ids...>').description('give up on them for good').action(discard);
};
