#!/usr/bin/env node
import 'reflect-metadata';
import { assertNode } from './start/assert-node.js';

assertNode();
const { runCommand } = await import('./cli/run-command.js');

await runCommand();
