import { Command } from 'commander';
import { courseCommands } from './course-commands.js';
import { deadLetterCommands } from './dead-letter-commands.js';
import { exerciseCommands } from './exercise-commands.js';
import { kafkaCommands } from './kafka-commands.js';
import { migrateCommands } from './migrate-commands.js';
import { pluginCommands } from './plugin-commands.js';
import { progressCommands } from './progress-commands.js';
import { secretCommands } from './secret-commands.js';
import { seedCommands } from './seed-commands.js';
import { tenantCommands } from './tenant-commands.js';
import { userCommands } from './user-commands.js';
import { explainFailure } from '../start/explain-failure.js';

const program = new Command('lectern').description('Care for a Lectern installation. The configuration is that of the server.');
for (const add of [
  migrateCommands,
  seedCommands,
  tenantCommands,
  userCommands,
  courseCommands,
  exerciseCommands,
  pluginCommands,
  progressCommands,
  secretCommands,
  deadLetterCommands,
  kafkaCommands,
])
  add(program);

/** Does what the arguments of the process say. */
export const runCommand = async (): Promise<void> => {
  try {
    await program.parseAsync();
  } catch (error) {
    const { text, exitCode } = explainFailure(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = exitCode;
  }
};
