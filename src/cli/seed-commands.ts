import type { Command } from 'commander';
import { Conflict } from '../sdk/errors.js';
import { demoPeople, OPERATOR } from '../seed/demo-people.js';
import { hasDemo, seedDemo } from '../seed/seed-demo.js';
import { print, withApp } from './command-line.js';
import { newPassword, PASSWORD_HELP } from './new-password.js';

const demo = (): Promise<void> =>
  withApp(async ({ app }, config) => {
    if (config.environment === 'production') throw new Conflict('Nothing is seeded in production: use `lectern tenant create`');
    if (await hasDemo(app)) throw new Conflict('The demo institution is there already');
    const password = config.demoPassword === undefined ? newPassword() : { value: config.demoPassword, made: false };
    await seedDemo(app, password.value);
    print([...Object.values(demoPeople), OPERATOR].map(({ email }) => email).join('\n'));
    if (password.made) print(`password: ${password.value}`);
  });

export const seedCommands = (program: Command): void => {
  const seed = program.command('seed').description('fill the installation with something to look at');
  seed
    .command('demo')
    .description('make the demo institution with its people, a class, a course, questions and lessons')
    .addHelpText('after', `\nAll accounts have the password of LECTERN_DEMO_PASSWORD, if it is set. Else: ${PASSWORD_HELP}`)
    .action(demo);
};
