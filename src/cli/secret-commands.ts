import type { Command } from 'commander';
import { RotateSecrets } from '../platform/secrets/rotate-secrets.js';
import { print, withApp } from './command-line.js';

const rotate = (): Promise<void> =>
  withApp(async ({ app }) => {
    const { tenants, renewed } = await app.get(RotateSecrets, { strict: false }).run();
    print(`${renewed} secrets of ${tenants} institutions were sealed anew; keys in SECRET_KEY_OLD are not needed any more`);
  });

export const secretCommands = (program: Command): void => {
  const secrets = program.command('secrets').description("institutions' secrets");
  secrets
    .command('rotate')
    .description('seal every secret under the current SECRET_KEY, after moving the one before to SECRET_KEY_OLD')
    .action(rotate);
};
