import type { Command } from 'commander';
import { CreateTenant } from '../domains/tenants/create-tenant.js';
import { newTenantSchema } from '../domains/tenants/tenants.schemas.js';
import { asInstallation } from '../platform/tenancy/system-tenant.js';
import { print, withApp } from './command-line.js';
import { newPassword, PASSWORD_HELP } from './new-password.js';
import { parsedInput } from './parsed-input.js';

interface CreateOptions {
  readonly slug: string;
  readonly name: string;
  readonly adminEmail: string;
  readonly adminName: string;
  readonly plan?: string;
  readonly region?: string;
  readonly timezone?: string;
  readonly locale?: string;
  readonly plugin?: string[];
  readonly default?: boolean;
}

const create = async ({ adminEmail, adminName, plugin, default: isDefault, ...rest }: CreateOptions): Promise<void> => {
  const password = newPassword();
  const admin = { email: adminEmail, name: adminName, password: password.value };
  const input = parsedInput(newTenantSchema, { ...rest, ...(plugin ? { plugins: plugin } : {}), admin });
  await withApp(async ({ app }) => {
    const tenant = await asInstallation(() => app.get(CreateTenant, { strict: false }).run({ ...input, isDefault: isDefault ?? false }));
    print(JSON.stringify(tenant, null, 2));
    if (password.made) print(`password of ${adminEmail}: ${password.value}`);
  });
};

export const tenantCommands = (program: Command): void => {
  const tenant = program.command('tenant').description('institutions');
  tenant
    .command('create')
    .description('onboard an institution with its first administrator')
    .requiredOption('--slug <slug>', 'name in addresses and in X-Tenant')
    .requiredOption('--name <name>', 'name of the institution')
    .requiredOption('--admin-email <address>', 'e-mail address of the first administrator')
    .requiredOption('--admin-name <name>', 'name of the first administrator')
    .option('--plan <id>', 'what it may use')
    .option('--region <code>', 'country code, or EU')
    .option('--timezone <zone>', 'IANA time zone')
    .option('--locale <tag>', 'language tag')
    .option('--plugin <id...>', 'plugins that are on from the start')
    .option('--default', 'serve clients that name no institution')
    .addHelpText('after', `\n${PASSWORD_HELP}`)
    .action(create);
};
