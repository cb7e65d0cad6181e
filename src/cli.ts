#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { courseCommands } from './cli/course-commands.js';
import { deadLetterCommands } from './cli/dead-letter-commands.js';
import { exerciseCommands } from './cli/exercise-commands.js';
import { kafkaCommands } from './cli/kafka-commands.js';
import { migrateCommands } from './cli/migrate-commands.js';
import { pluginCommands } from './cli/plugin-commands.js';
import { progressCommands } from './cli/progress-commands.js';
import { secretCommands } from './cli/secret-commands.js';
import { seedCommands } from './cli/seed-commands.js';
import { tenantCommands } from './cli/tenant-commands.js';
import { userCommands } from './cli/user-commands.js';
import { explainFailure } from './start/explain-failure.js';

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

try {
  await program.parseAsync();
} catch (error) {
  const { text, exitCode } = explainFailure(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = exitCode;
}
