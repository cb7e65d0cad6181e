import 'reflect-metadata';
import { runProcess } from './start/run-process.js';

/** Background work alone: events, jobs, schedules. */
await runProcess('worker');
