import type { Command } from 'commander';
import { z } from 'zod';
import { Accounts } from '../domains/users/accounts.js';
import { Passwords } from '../platform/auth/passwords.js';
import { runForTenant } from '../platform/context/request-context.js';
import { SYSTEM_TENANT_SLUG } from '../platform/tenancy/system-tenant.js';
import { TenantDirectory } from '../platform/tenancy/tenant-directory.js';
import { InvalidInput, NotFound } from '../sdk/errors.js';
import { ROLES } from '../sdk/roles.js';
import { slug, text } from '../sdk/schemas.js';
import { UnitOfWork } from '../sdk/unit-of-work.js';
import { print, withApp } from './command-line.js';
import { newPassword, PASSWORD_HELP } from './new-password.js';
import { parsedInput } from './parsed-input.js';

const userSchema = z.strictObject({
  tenant: slug,
  email: z.email().max(254),
  name: text(200),
  role: z.enum(ROLES),
  username: text(50).optional(),
});

const create = async (options: unknown): Promise<void> => {
  const { tenant: tenantSlug, ...account } = parsedInput(userSchema, options);
  if ((account.role === 'operator') !== (tenantSlug === SYSTEM_TENANT_SLUG)) {
    throw new InvalidInput({ role: [`Operators, and nobody else, live in the tenant ${SYSTEM_TENANT_SLUG}`] });
  }
  const password = newPassword();
  await withApp(async ({ app }) => {
    const tenant = await app.get(TenantDirectory, { strict: false }).bySlug(tenantSlug);
    if (!tenant) throw new NotFound('tenant');
    const hash = await app.get(Passwords, { strict: false }).hash(password.value);
    const uow = app.get<UnitOfWork>(UnitOfWork, { strict: false });
    const user = await runForTenant(tenant.id, () =>
      uow.run(async () => {
        const made = await app.get(Accounts, { strict: false }).add(account, hash);
        uow.audit({ action: 'users.created', category: 'staff', target: { type: 'user', id: made.id }, detail: { role: account.role } });
        return made;
      }),
    );
    print(JSON.stringify({ id: user.id, tenant: tenantSlug, ...account }, null, 2));
    if (password.made) print(`password of ${account.email}: ${password.value}`);
  });
};

export const userCommands = (program: Command): void => {
  const user = program.command('user').description('accounts');
  user
    .command('create')
    .description('make an account; an operator with --tenant system --role operator')
    .requiredOption('--tenant <slug>', 'the institution')
    .requiredOption('--email <address>', 'e-mail address')
    .requiredOption('--name <name>', 'name')
    .requiredOption('--role <role>', ROLES.join(', '))
    .option('--username <name>', 'another name to sign in with')
    .addHelpText('after', `\n${PASSWORD_HELP}`)
    .action(create);
};
